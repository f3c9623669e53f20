import Instants
import SQLite

extension StoreFile {
  /// Bytes of all records, as they are counted against the ledger's limit.
  func ledgerBytes() throws(SQLiteError) -> Int {
    Int(try connection.integer("SELECT sum(bytes) FROM ledger") ?? 0)
  }

  func insert(_ batch: LedgerBatch) throws(SQLiteError) {
    var insert = try connection.prepare(
      "INSERT INTO ledger (began_at, ended_at, bytes, keys, records) VALUES (?, ?, ?, ?, ?)")
    try insert.bind(batch.beganAt.millisecondsSinceEpoch, at: 1)
    try insert.bind(batch.endedAt.millisecondsSinceEpoch, at: 2)
    try insert.bind(Int64(batch.bytes), at: 3)
    var keys: [UInt8] = []
    keys.reserveCapacity(4 * batch.keys.count)
    for key in batch.keys {
      for shift in [0, 8, 16, 24] as [UInt32] {
        keys.append(UInt8(truncatingIfNeeded: key >> shift))
      }
    }
    try insert.bind(keys, at: 4)
    var records: [UInt8] = []
    records.reserveCapacity(batch.records.count + 2)
    records.append(UInt8(ascii: "["))
    records += batch.records
    records.append(UInt8(ascii: "]"))
    try insert.bind(text: records.span, at: 5)
    try insert.run()
  }

  /// Deletes the oldest rows as far as they are too old or too many.
  ///
  /// - Parameters:
  ///   - excess: bytes that are too many.
  ///   - limit: rows at most.
  /// - Returns: what has gone; fewer rows than the limit where nothing more has to go.
  func pruneLedger(
    endedBefore oldest: WallTime, excess: Int, limit: Int
  ) throws(SQLiteError) -> (rows: Int, bytes: Int) {
    var last: Int64?
    var rows = 0
    var bytes = 0
    var candidates = try connection.prepare(
      "SELECT position, ended_at, bytes FROM ledger ORDER BY position LIMIT \(limit)")
    while try candidates.step() {
      let isOld = candidates.integer(at: 1) ?? 0 < oldest.millisecondsSinceEpoch
      guard isOld || bytes < excess else { break }
      last = candidates.integer(at: 0)
      rows += 1
      bytes += Int(candidates.integer(at: 2) ?? 0)
    }
    candidates.reset()
    if let last { try connection.execute("DELETE FROM ledger WHERE position <= \(last)") }
    return (rows, bytes)
  }

  /// The same in a transaction of its own, which does not wait for the disk.
  mutating func pruneLedgerAtRest(
    endedBefore oldest: WallTime, excess: Int, limit: Int
  ) throws(SQLiteError) -> (rows: Int, bytes: Int) {
    try beginTransaction(waitsForDisk: false)
    do {
      let gone = try pruneLedger(endedBefore: oldest, excess: excess, limit: limit)
      try commitTransaction()
      return gone
    } catch {
      rollBack()
      throw error
    }
  }
}
