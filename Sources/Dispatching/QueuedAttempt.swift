import Deliveries
import Instants
import Manifests
import Storage

/// A queued delivery with all that an attempt needs to know of it.
///
/// A class, for it is handed from step to step.
final class QueuedAttempt: Sendable {
  let delivery: NewDelivery
  let target: Delivery
  let policy: DeliveryPolicy
  let event: StoredEvent
  /// The last moment at which it may be attempted; nil means no limit.
  let expiresAt: WallTime?

  init(_ delivery: NewDelivery, to target: Delivery, _ policy: DeliveryPolicy) {
    self.delivery = delivery
    self.target = target
    self.policy = policy
    event = StoredEvent(head: delivery.head, data: delivery.data)
    expiresAt = policy.expiry(acceptedAt: delivery.acceptedAt, expiryTime: event.expiryTime)
  }

  func hasExpired(at now: WallTime) -> Bool { expiresAt.map { now > $0 } ?? false }

  /// Why there is no other attempt, for people.
  func expiryReason(at now: WallTime) -> String {
    let (isOver, age) = (hasExpired(at: now), policy.maxAge?.written ?? "")
    if let time = event.expiryTime, time == expiresAt {
      return isOver
        ? "the event's expirytime has passed (\(time.rfc3339))"
        : "the event's expirytime (\(time.rfc3339)) is before the next attempt"
    }
    return isOver
      ? "the event is older than its maxAge of \(age)"
      : "the event's maxAge of \(age) is over before the next attempt"
  }
}
