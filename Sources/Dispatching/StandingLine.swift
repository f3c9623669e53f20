import EventLoops
import Synchronization

/// Whether a call that would have to wait for room is taken at all: CoDel's rule (RFC 8289).
///
/// A line in which for a whole `interval` nobody waited less than `target` does not even out bursts,
/// it only makes everybody wait. Then whoever would have to join it is turned away at once, until
/// somebody has waited less than that or the line is empty. Where that happened not long ago, an
/// eighth of the interval is enough.
struct StandingLine: Sendable {
  /// A wait that shows no overload.
  static let target: Duration = .milliseconds(100)
  /// How many may wait, whatever their number of places.
  static let fewest = 1_024

  private let interval: Duration
  private let limit: Int
  private(set) var count = 0
  private var standsSince = MonotonicTime(nanoseconds: 0)
  private var turnedAwayAt: MonotonicTime?

  /// - Parameters:
  ///   - maxWait: how long one may wait; the interval is that, but a second at least.
  ///   - places: how many are served at once.
  init(maxWait: Duration, places: Int) {
    interval = max(.seconds(1), maxWait)
    limit = max(StandingLine.fewest, 8 * places)
  }

  /// Joins the line.
  ///
  /// - Returns: false where nobody may.
  mutating func join(now: MonotonicTime) -> Bool {
    if count == 0 {
      standsSince = now
    } else if count >= limit || now - standsSince >= patience(now) {
      turnedAwayAt = now
      return false
    }
    count += 1
    return true
  }

  /// Leaves the line, served or not.
  mutating func leave(joinedAt: MonotonicTime, now: MonotonicTime) {
    count -= 1
    if now - joinedAt < StandingLine.target { standsSince = now }
  }

  private func patience(_ now: MonotonicTime) -> Duration {
    guard let turnedAwayAt, now - turnedAwayAt < interval * 8 else { return interval }
    return interval / 8
  }
}
