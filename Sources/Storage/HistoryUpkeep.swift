import EventLoops
import Instants
import SQLite

/// What is to be written into the history, and what keeps it within its limits, a few rows at a
/// time.
struct HistoryUpkeep {
  /// What is to be written.
  var waiting: [HistoryBatch] = []
  /// Bytes of all events in the file.
  private(set) var totalBytes = 0
  /// When events are looked for that have to go; nil where none was ever kept.
  private(set) var pruneAt: MonotonicTime?
  /// What was looked for last: others are looked for at once.
  private var prunedBy: HistoryLimits?

  /// Events that go in one step.
  private static let rowsAtOnce = 64
  /// How long nothing is looked for after a step that found nothing more to do.
  private static let pause: Duration = .seconds(60)

  init() {}

  init(_ file: borrowing StoreFile) {
    totalBytes = (try? file.historyBytes()) ?? 0
    if totalBytes > 0 { pruneAt = MonotonicTime.read() }
  }

  /// How many batches are written at once, up to a limit of bytes.
  func nextCount(limitBytes: Int) -> Int {
    var count = 0
    var bytes = 0
    while count < waiting.count, bytes < limitBytes {
      bytes += waiting[count].bytes
      count += 1
    }
    return count
  }

  /// Writes the next batches; where they are too many, old events make room in the same
  /// transaction, so that the history stays bounded where the writer never rests.
  ///
  /// - Returns: what `totalBytes` is once they are durable.
  func write(
    _ count: Int, to file: inout StoreFile, _ limits: HistoryLimits
  ) throws(SQLiteError) -> Int {
    var total = totalBytes
    for batch in waiting[..<count] {
      for change in batch.changes {
        switch change {
        case .event(let event, let replaces): total += try file.keep(event, replaces: replaces)
        case .end(let end, let key): try file.keep(end, ofEvent: key)
        case .replay(let association, let key, let time):
          try file.noteReplay(to: association, ofEvent: key, at: time)
        }
      }
    }
    guard total > limits.maxBytes else { return total }
    return total
      - (try file.pruneHistory(
        takenBefore: WallTime(nanosecondsSinceEpoch: .min), excess: total - limits.maxBytes,
        limit: Self.rowsAtOnce * count)).bytes
  }

  /// - Returns: the bytes of the batches that have been written.
  mutating func wrote(_ count: Int, totalBytes: Int) -> Int {
    self.totalBytes = totalBytes
    pruneAt = pruneAt ?? MonotonicTime.read()
    defer { waiting.removeFirst(count) }
    return waiting[..<count].reduce(0) { $0 + $1.bytes }
  }

  /// Deletes some of what is too old or too much, where it is time.
  ///
  /// - Returns: whether anything has gone.
  mutating func pruneSome(
    of file: inout StoreFile, _ limits: HistoryLimits, _ civil: WallTime, _ now: MonotonicTime
  ) -> Bool {
    guard let time = pruneAt, time <= now || prunedBy != limits else { return false }
    prunedBy = limits
    // Where it fails the events stay until the next time.
    let gone = try? file.pruneHistoryAtRest(
      takenBefore: civil - limits.retention, excess: totalBytes - limits.maxBytes,
      limit: Self.rowsAtOnce)
    totalBytes -= gone?.bytes ?? 0
    pruneAt = gone?.rows == Self.rowsAtOnce ? now : now + Self.pause
    return gone.map { $0.rows > 0 } ?? false
  }
}
