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

  /// Keeps the result of a delivery that is about to be deleted, where it is to be kept and can be
  /// asked for.
  ///
  /// - Returns: false where there is no such delivery any more.
  mutating func keep(
    _ kept: KeptResult?, of token: Int64, in file: inout StoreFile, limit: Int, now: WallTime
  ) throws(SQLiteError) -> Bool {
    guard let kept, try file.keep(kept, token: token, now: now) else {
      return try file.isThere(token: token)
    }
    try count(kept.result, in: &file, limit: limit, now: now)
    return true
  }

  /// The same for a call that is about to be cancelled.
  mutating func keep(
    _ kept: KeptResult, ofCall id: String, in file: inout StoreFile, limit: Int, now: WallTime
  ) throws(SQLiteError) {
    guard try file.keep(kept, call: id, now: now) else { return }
    try count(kept.result, in: &file, limit: limit, now: now)
  }

  /// Counts a result that has been written; where it is one too many, old ones make room in the
  /// same transaction, so that they stay bounded where the writer never rests.
  private mutating func count(
    _ result: DeliveryResult, in file: inout StoreFile, limit: Int, now: WallTime
  ) throws(SQLiteError) {
    totalBytes += result.bytes
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
