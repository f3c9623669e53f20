import Synchronization

/// A delivery that is to be cancelled, and what was found of it.
final class Cancellation: Sendable {
  /// Of the delivery.
  let id: String
  let kept: KeptResult?
  private let found = Mutex<(token: Int64, delivery: CancelledDelivery)?>(nil)
  private let ended = Mutex<CancelledDelivery?>(nil)

  init(id: String, _ kept: KeptResult?) {
    self.id = id
    self.kept = kept
  }

  /// What the writer's last attempt has deleted; it may have ended before.
  var row: (token: Int64, delivery: CancelledDelivery)? {
    get { found.withLock { $0 } }
    set { found.withLock { $0 = newValue } }
  }

  /// What was cancelled; nil where there was nothing that had not ended.
  var cancelled: CancelledDelivery? {
    get { ended.withLock { $0 } }
    set { ended.withLock { $0 = newValue } }
  }
}
