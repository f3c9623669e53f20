import Synchronization

/// Redrives of one transaction, and which of them took place.
final class RedriveBatch: Sendable {
  let positions: [Int64]
  /// In the order of `positions`.
  let deliveries: [NewDelivery]
  /// Whether letters that were redriven before are redriven once more.
  let isRepeated: Bool
  private let taken = Mutex<[Int]>([])

  init(_ redrives: [Redrive], isRepeated: Bool) {
    positions = redrives.map(\.position)
    deliveries = redrives.map(\.delivery)
    self.isRepeated = isRepeated
  }

  /// The indices of those that took place: what the writer's last attempt says.
  var takenIndices: [Int] {
    get { taken.withLock { $0 } }
    set { taken.withLock { $0 = newValue } }
  }
}
