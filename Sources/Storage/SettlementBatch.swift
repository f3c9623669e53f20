import Synchronization

/// Settlements that must be stored, and which of their follow-ups came to be.
final class SettlementBatch: Sendable {
  let settlements: [Settlement]
  private let written = Mutex<[NewDelivery]>([])

  init(_ settlements: [Settlement]) { self.settlements = settlements }

  var followUpCount: Int { settlements.reduce(0) { $0 + ($1.aftermath?.followUps.count ?? 0) } }

  /// The follow-ups that the writer's last attempt has inserted, in the order of their tokens: a
  /// delivery that was cancelled before its end has none.
  var followUps: [NewDelivery] {
    get { written.withLock { $0 } }
    set { written.withLock { $0 = newValue } }
  }
}
