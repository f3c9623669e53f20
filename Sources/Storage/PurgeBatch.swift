import Routing
import Synchronization

/// Dead letters to be deleted in one transaction, and how many of each function were there.
final class PurgeBatch: Sendable {
  let positions: [Int64]
  private let counts = Mutex<[FunctionName: Int]>([:])
  private let holders = Mutex<[LineHolder]>([])

  init(_ positions: [Int64]) { self.positions = positions }

  /// What the writer's last attempt has deleted.
  var purgedCounts: [FunctionName: Int] {
    get { counts.withLock { $0 } }
    set { counts.withLock { $0 = newValue } }
  }

  /// The lines that these have held.
  var purgedHolders: [LineHolder] {
    get { holders.withLock { $0 } }
    set { holders.withLock { $0 = newValue } }
  }
}
