import EventLoops
import Instants
import SQLite

/// Keeps the results of deliveries within their limits, a few at a time.
struct ResultUpkeep {
  /// Bytes of all results in the file.
  var totalBytes = 0
  /// When results are looked for that have to go; nil where there are none.
  var pruneAt: MonotonicTime? = MonotonicTime.read()

  /// Results that go in one step.
  private static let countAtOnce = 16
  /// How long nothing is looked for after a step that found nothing more to do.
  private static let pause: Duration = .seconds(10)

  /// Counts a result that has been written; where it is one too many, old ones make room in the
  /// same transaction, so that they stay bounded where the writer never rests.
  mutating func count(
    _ aftermath: Aftermath, in file: inout StoreFile, limit: Int, now: WallTime
  ) throws(SQLiteError) {
    totalBytes += aftermath.bytes
    pruneAt = pruneAt ?? MonotonicTime.read() + Self.pause
    guard totalBytes > limit else { return }
    let gone = try file.pruneResults(
      endedBy: now, excess: totalBytes - limit, limit: Self.countAtOnce)
    totalBytes -= gone.bytes
  }

  /// Deletes some whose time is over or that are too many, where it is time to look.
  ///
  /// - Returns: whether anything has gone.
  mutating func pruneSome(
    of file: inout StoreFile, limit: Int, _ civil: WallTime, _ now: MonotonicTime
  ) -> Bool {
    guard let time = pruneAt, time <= now else { return false }
    // Where it fails the results stay until the next time.
    let gone = try? file.pruneResultsAtRest(
      endedBy: civil, excess: totalBytes - limit, limit: Self.countAtOnce)
    totalBytes -= gone?.bytes ?? 0
    let hasMore = gone.map { $0.count >= Self.countAtOnce } ?? false
    pruneAt = hasMore ? now : totalBytes > 0 ? now + Self.pause : nil
    return gone.map { $0.count > 0 } ?? false
  }
}
