import Synchronization

/// Redrives of one transaction, and which of them took place.
final class RedriveBatch: Sendable {
  struct Taken {
    /// Among `positions`.
    var index: Int
    /// The line that the letter held until then.
    var holder: LineHolder?
  }

  let positions: [Int64]
  /// In the order of `positions`.
  let deliveries: [NewDelivery]
  /// Whether letters that were redriven before are redriven once more.
  let isRepeated: Bool
  private let done = Mutex<[Taken]>([])

  init(_ redrives: [Redrive], isRepeated: Bool) {
    positions = redrives.map(\.position)
    deliveries = redrives.map(\.delivery)
    self.isRepeated = isRepeated
  }

  /// Those that took place: what the writer's last attempt says.
  var taken: [Taken] {
    get { done.withLock { $0 } }
    set { done.withLock { $0 = newValue } }
  }
}
