import Instants
import Routing
import SQLite

/// Reads payloads and dead letters, apart from the writer; to be called on its own loop only, for
/// it blocks.
actor StoreReader {
  private let path: String
  private var queries: StoreQueries?

  /// Bytes of payload in one list of dead letters.
  private static let listBytes = 16 << 20

  init(path: String) throws(StoreError) {
    self.path = path
    do {
      queries = try StoreQueries(path: path)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// The deliveries with these tokens, as of one moment; nil for those whose row is gone.
  func deliveries(_ tokens: [Int64]) -> Result<[NewDelivery?], StoreError> {
    reading { queries throws(SQLiteError) in
      try queries.deliveries(tokens)
    }
  }

  /// Dead letters from a position on: `limit` of them, or fewer but at least one where they are big.
  func deadLetters(
    _ query: DeadLetterQuery, limit: Int, after: Int64
  ) -> Result<[DeadLetter], StoreError> {
    reading { queries throws(SQLiteError) in
      try queries.deadLetters(query, limit: limit, bytesLimit: Self.listBytes, after: after)
    }
  }

  func deadLetterKeys(
    _ query: DeadLetterQuery, limit: Int, after: Int64
  ) -> Result<[DeadLetterKey], StoreError> {
    reading { queries throws(SQLiteError) in
      try queries.deadLetterKeys(query, limit: limit, after: after)
    }
  }

  func lastDeadLetter() -> Result<Int64?, StoreError> {
    reading { queries throws(SQLiteError) in try queries.lastDeadLetter() }
  }

  /// A stretch of the ledger; see `StoreQueries.ledgerPage`.
  func ledgerPage(
    _ keys: Set<UInt32>, before position: Int64, limit: Int
  ) -> Result<LedgerPage, StoreError> {
    reading { queries throws(SQLiteError) in
      try queries.ledgerPage(keys, before: position, limit: limit)
    }
  }

  /// A stretch of what has not ended; see `StoreQueries.waitingPage`.
  func waitingPage(
    _ ids: [String], ending: String?, after token: Int64
  ) -> Result<WaitingPage, StoreError> {
    reading { queries throws(SQLiteError) in
      try queries.waitingPage(ids, ending: ending, after: token)
    }
  }

  /// A stretch of the history; see `StoreQueries.historyPage`.
  func history(
    _ query: HistoryQuery, limit: Int, after: HistoryPlace?, withData: Bool
  ) -> Result<HistoryPage, StoreError> {
    reading { queries throws(SQLiteError) in
      try queries.historyPage(
        query, limit: limit, bytesLimit: Self.listBytes, after: after, withData: withData)
    }
  }

  func lastInHistory() -> Result<Int64?, StoreError> {
    reading { queries throws(SQLiteError) in try queries.lastInHistory() }
  }

  func call(_ id: String, now: WallTime) -> Result<StoreQueries.Call?, StoreError> {
    reading { queries throws(SQLiteError) in try queries.call(id, now: now) }
  }

  func close() {
    queries = nil
  }

  private func reading<Value>(
    _ body: (inout StoreQueries) throws(SQLiteError) -> Value
  ) -> Result<Value, StoreError> {
    do {
      guard let value = try queries?.run(body) else { return .failure(.closed) }
      return .success(value)
    } catch {
      return .failure(StoreError(error, path: path))
    }
  }
}
