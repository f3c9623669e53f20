import EventLoops
import Instants
import SQLite

/// Keeps the ledger within its limits, a few rows at a time.
struct LedgerUpkeep {
  /// Bytes of all records in the file.
  var totalBytes = 0
  /// When rows are looked for that have to go; nil where nothing was ever recorded.
  var pruneAt: MonotonicTime? = MonotonicTime.read()
  /// What was looked for last: others are looked for at once.
  private var prunedBy: LedgerLimits?

  /// Rows that go in one step.
  private static let rowsAtOnce = 16
  /// How long nothing is looked for after a step that found nothing more to do.
  private static let pause: Duration = .seconds(60)

  /// Writes a row; where it is one too many, old ones make room in the same transaction, so that
  /// the ledger stays bounded where the writer never rests.
  mutating func write(
    _ batch: LedgerBatch, to file: inout StoreFile, _ limits: LedgerLimits
  ) throws(SQLiteError) {
    try file.insert(batch)
    totalBytes += batch.bytes
    guard totalBytes > limits.maxBytes else { return }
    let gone = try file.pruneLedger(
      endedBefore: WallTime(nanosecondsSinceEpoch: .min), excess: totalBytes - limits.maxBytes,
      limit: Self.rowsAtOnce)
    totalBytes -= gone.bytes
  }

  /// Deletes some of what is too old or too much, where it is time.
  ///
  /// - Returns: whether anything has gone.
  mutating func pruneSome(
    of file: inout StoreFile, _ limits: LedgerLimits, _ civil: WallTime, _ now: MonotonicTime
  ) -> Bool {
    guard let time = pruneAt, time <= now || prunedBy != limits else { return false }
    prunedBy = limits
    // Where it fails the rows stay until the next time.
    let gone = try? file.pruneLedgerAtRest(
      endedBefore: civil - limits.retention, excess: totalBytes - limits.maxBytes,
      limit: Self.rowsAtOnce)
    totalBytes -= gone?.bytes ?? 0
    pruneAt = gone?.rows == Self.rowsAtOnce ? now : now + Self.pause
    return gone.map { $0.rows > 0 } ?? false
  }
}
