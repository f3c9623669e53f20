import EventLoops
import Routing

extension SQLiteStore {
  package func keep(_ batch: HistoryBatch) -> Int {
    if batch.count > 0, intake.isClosed { return batch.count }
    if batch.count > 0, memories.add(batch) { intake.scheduleFlush() }
    return memories.takeDroppedCount()
  }

  package func keepHistory(_ limits: HistoryLimits) {
    memories.limits = limits
    intake.signal.raise()
  }

  package func history(
    _ query: HistoryQuery, limit: Int, after: HistoryPlace?, withData: Bool
  ) async throws(StoreError) -> HistoryPage {
    // What was kept before this call is in the file after it.
    if !memories.isEmpty { try await intake.submit(.catchUp, bytes: 0) }
    let limit = min(max(limit, 1), 10_000)
    return try await onReaderLoop { reader in
      await reader.history(query, limit: limit, after: after, withData: withData)
    }
  }

  package func lastInHistory() async throws(StoreError) -> Int64? {
    if !memories.isEmpty { try await intake.submit(.catchUp, bytes: 0) }
    return try await onReaderLoop { reader in await reader.lastInHistory() }
  }
}
