import Synchronization

/// Deliveries of one transaction, of which some may have been stored before.
final class OnceBatch: Sendable {
  struct Outcome: Sendable {
    /// The indices of those that were stored.
    var taken: [Int] = []
    /// The indices of the others, with the ids of the deliveries that stand for them.
    var duplicates: [Int: String] = [:]
  }

  let deliveries: [NewDelivery]
  private let state = Mutex(Outcome())

  init(_ deliveries: [NewDelivery]) { self.deliveries = deliveries }

  /// What the writer's last attempt has found.
  var outcome: Outcome {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
