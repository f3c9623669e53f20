import Deliveries
import Instants
import SQLite

extension StoreFile {
  /// Bytes of all results, as they are counted against their limit.
  func resultBytes() throws(SQLiteError) -> Int {
    Int(try connection.integer("SELECT sum(bytes) FROM results") ?? 0)
  }

  /// Lets a delivery be found by its id.
  mutating func ask(_ id: String, token: Int64) throws(SQLiteError) {
    try statements.results.ask.bind(token, at: 1)
    try statements.results.ask.bind(id, at: 2)
    try statements.results.ask.run()
    mayAsk = true
  }

  /// Forgets the ids of deliveries that have ended.
  mutating func forget(_ tokens: ClosedRange<Int64>) throws(SQLiteError) {
    guard mayAsk else { return }
    try statements.results.forget.bind(tokens.lowerBound, at: 1)
    try statements.results.forget.bind(tokens.upperBound, at: 2)
    try statements.results.forget.run()
  }

  /// Keeps the result of a delivery that is about to be deleted.
  ///
  /// - Returns: false where there is no such delivery any more: nothing is kept.
  mutating func keep(
    _ kept: KeptResult, token: Int64, now: WallTime
  ) throws(SQLiteError) -> Bool {
    try statements.results.keep.bind(token, at: 1)
    return try StoreFile.keep(kept, by: &statements.results.keep, now: now)
  }

  /// The same for a delivery that came without a source.
  mutating func keep(
    _ kept: KeptResult, call id: String, now: WallTime
  ) throws(SQLiteError) -> Bool {
    try statements.results.keepOfCall.bind(id, at: 1)
    return try StoreFile.keep(kept, by: &statements.results.keepOfCall, now: now)
  }

  /// Whether a delivery has not ended.
  mutating func isThere(token: Int64) throws(SQLiteError) -> Bool {
    try statements.results.find.bind(token, at: 1)
    defer { statements.results.find.reset() }
    return try statements.results.find.step()
  }

  private static func keep(
    _ kept: KeptResult, by statement: inout Statement, now: WallTime
  ) throws(SQLiteError) -> Bool {
    let result = kept.result
    try statement.bind((now + kept.retention).millisecondsSinceEpoch, at: 2)
    try statement.bind(Int64(result.bytes), at: 3)
    try statement.bind(result.outcome.rawValue, at: 4)
    try statement.bind(result.status.map { Int64($0) }, at: 5)
    try statement.bind(result.reason, at: 6)
    try statement.bind(Int64(result.attempts), at: 7)
    try statement.bind(result.duration.wholeNanoseconds, at: 8)
    try statement.bind(Int64(result.bodyBytes), at: 9)
    try statement.bind(text: result.headerLines.span, at: 10)
    try statement.bind(result.body, at: 11)
    defer { statement.reset() }
    return try statement.step()
  }

  /// Deletes results whose time is over, and the oldest as far as there are too many.
  ///
  /// - Parameters:
  ///   - excess: bytes that are too many.
  ///   - limit: results of each kind at most.
  /// - Returns: what has gone; fewer results than the limit where nothing more has to go.
  mutating func pruneResults(
    endedBy now: WallTime, excess: Int, limit: Int
  ) throws(SQLiteError) -> (count: Int, bytes: Int) {
    var (count, bytes) = (0, 0)
    try statements.results.pruneOld.bind(now.millisecondsSinceEpoch, at: 1)
    try statements.results.pruneOld.bind(Int64(limit), at: 2)
    while try statements.results.pruneOld.step() {
      count += 1
      bytes += Int(statements.results.pruneOld.integer(at: 0) ?? 0)
    }
    statements.results.pruneOld.reset()
    guard bytes < excess else { return (count, bytes) }
    var last: Int64?
    var older = 0
    try statements.results.oldest.bind(Int64(limit), at: 1)
    while bytes < excess, try statements.results.oldest.step() {
      last = statements.results.oldest.integer(at: 0)
      bytes += Int(statements.results.oldest.integer(at: 1) ?? 0)
      older += 1
    }
    statements.results.oldest.reset()
    guard let last else { return (count, bytes) }
    try statements.results.prune.bind(last, at: 1)
    try statements.results.prune.run()
    return (max(count, older), bytes)
  }

  /// The same in a transaction of its own, which does not wait for the disk.
  mutating func pruneResultsAtRest(
    endedBy now: WallTime, excess: Int, limit: Int
  ) throws(SQLiteError) -> (count: Int, bytes: Int) {
    try beginTransaction(waitsForDisk: false)
    do {
      let gone = try pruneResults(endedBy: now, excess: excess, limit: limit)
      try commitTransaction()
      return gone
    } catch {
      rollBack()
      throw error
    }
  }
}
