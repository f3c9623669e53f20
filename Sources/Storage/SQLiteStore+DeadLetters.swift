import Routing

extension SQLiteStore {
  package func appendDead(_ letters: [NewDeadLetter]) async throws(StoreError) {
    guard !letters.isEmpty else { return }
    let bytes = letters.reduce(0) { $0 + $1.delivery.bytes }
    try await intake.submit(.appendDead(letters), bytes: bytes)
  }

  package func deadLetters(
    _ query: DeadLetterQuery, limit: Int, after: Int64?
  ) async throws(StoreError) -> [DeadLetter] {
    let limit = min(max(limit, 1), 10_000)
    return try await onReaderLoop { reader in
      await reader.deadLetters(query, limit: limit, after: after ?? 0)
    }
  }

  package func deadLetterKeys(
    _ query: DeadLetterQuery, limit: Int, after: Int64?
  ) async throws(StoreError) -> [DeadLetterKey] {
    let limit = min(max(limit, 1), 10_000)
    return try await onReaderLoop { reader in
      await reader.deadLetterKeys(query, limit: limit, after: after ?? 0)
    }
  }

  package func lastDeadLetter() async throws(StoreError) -> Int64? {
    try await onReaderLoop { reader in await reader.lastDeadLetter() }
  }

  package func redrive(
    _ redrives: [Redrive], isRepeated: Bool
  ) async throws(StoreError) -> Set<Int64> {
    guard !redrives.isEmpty else { return [] }
    let batch = RedriveBatch(redrives, isRepeated: isRepeated)
    try await intake.submit(.redrive(batch), bytes: batch.deliveries.reduce(0) { $0 + $1.bytes })
    return Set(batch.taken.map { batch.positions[$0.index] })
  }

  package func purgeDeadLetters(_ positions: [Int64]) async throws(StoreError) -> Int {
    guard !positions.isEmpty else { return 0 }
    let batch = PurgeBatch(positions)
    try await intake.submit(.purge(batch), bytes: 64 * positions.count)
    return batch.purgedCounts.values.reduce(0, +)
  }

  package func deadLetterCounts() async throws(StoreError) -> [FunctionName: Int] {
    guard !intake.isClosed else { throw .closed }
    return tracker.deadCounts
  }
}
