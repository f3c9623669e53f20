import EventLoops
import Instants

extension SQLiteStore {
  package func call(_ id: String) async throws(StoreError) -> FoundCall? {
    let now = options.clock()
    switch try await onReaderLoop({ reader in await reader.call(id, now: now) }) {
    case nil: return nil
    case .ended(let result): return .ended(result)
    case .underWay(let token, let attempts, let due):
      return .underWay(attempts: attempts, dueAt: due, isLeased: tracker.isLeased(token))
    }
  }

  package func keepResults(maxBytes: Int) {
    resultLimit.bytes = maxBytes
    intake.signal.raise()
  }
}
