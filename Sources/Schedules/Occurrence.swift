import Instants

/// One firing of a schedule.
package struct Occurrence: Sendable, Hashable, Comparable {
  /// When it is due: a whole second.
  package var utc: WallTime
  /// What the zone's clock is ahead of UTC then, in seconds.
  package var offsetSeconds: Int

  package init(utc: WallTime, offsetSeconds: Int) {
    self.utc = utc
    self.offsetSeconds = offsetSeconds
  }

  /// The instant in UTC: `2026-03-29T01:00:00Z`.
  package var utcText: String { utc.rfc3339 }

  /// The same instant on the zone's clock: `2026-03-29T03:00:00+02:00`.
  package var localText: String { utc.rfc3339(offsetSeconds: offsetSeconds) }

  package static func < (left: Occurrence, right: Occurrence) -> Bool { left.utc < right.utc }
}
