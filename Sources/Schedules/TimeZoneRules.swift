import Instants

/// How the clock of a time zone stood, stands and will stand.
package struct TimeZoneRules: Sendable, Hashable {
  /// A stretch of time in which the zone's clock keeps one distance from UTC.
  ///
  /// Instants are seconds since the epoch.
  package struct Period: Sendable, Hashable {
    package var start: Int
    /// The first second that is not part of it.
    package var end: Int
    /// What the clock is ahead of UTC, in seconds.
    package var offset: Int
  }

  /// Where the first period starts and the last one ends: beyond every instant that is used.
  package static let timeWithoutEnd = -(1 << 59)...(1 << 59)

  package static let utc = TimeZoneRules(
    instants: [], offsets: [], initialOffset: 0, footer: nil)

  /// When the offset changes, rising.
  private let instants: [Int]
  /// The offset from each of `instants` on.
  private let offsets: [Int]
  /// The offset before the first change.
  private let initialOffset: Int
  /// What holds from the last of `instants` on; nil where that offset stays.
  private let footer: PosixTimeZone?

  init(instants: [Int], offsets: [Int], initialOffset: Int, footer: PosixTimeZone?) {
    precondition(instants.count == offsets.count, "each change has an offset")
    self.instants = instants
    self.offsets = offsets
    self.initialOffset = initialOffset
    self.footer = footer
  }

  /// The rules that a POSIX `TZ` string spells out, for example `CET-1CEST,M3.5.0,M10.5.0/3`.
  ///
  /// Returns nil where `text` is none. Source: RFC 9636, section 3.3.1.
  package init?(posix text: String) {
    guard let footer = PosixTimeZone(Array(text.utf8)) else { return nil }
    self.init(instants: [], offsets: [], initialOffset: 0, footer: footer)
  }

  /// What the zone's clock is ahead of UTC at an instant, in seconds.
  package func offsetSeconds(at instant: WallTime) -> Int {
    period(at: Int(instant.secondsSinceEpoch)).offset
  }

  /// The instants at which the zone's clock shows a local time: none in a gap, two in an overlap.
  ///
  /// - Parameter local: seconds since 1970-01-01T00:00:00 on that clock.
  package func instants(showing local: Int) -> [WallTime] {
    var result: [WallTime] = []
    var period = period(at: local - Self.greatestOffset)
    while true {
      let instant = local - period.offset
      if instant >= period.start, instant < period.end {
        result.append(WallTime(secondsSinceEpoch: Int64(instant)))
      }
      guard period.end <= local + Self.greatestOffset else { return result }
      period = self.period(at: period.end)
    }
  }

  /// The period that an instant falls in.
  package func period(at instant: Int) -> Period {
    guard let last = instants.last, instant < last else { return lastPeriod(at: instant) }
    var low = 0
    var high = instants.count - 1
    while low < high {
      let middle = (low + high) / 2
      if instants[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else {
      return Period(
        start: Self.timeWithoutEnd.lowerBound, end: instants[0], offset: initialOffset)
    }
    return Period(start: instants[low - 1], end: instants[low], offset: offsets[low - 1])
  }

  private func lastPeriod(at instant: Int) -> Period {
    let start = instants.last ?? Self.timeWithoutEnd.lowerBound
    guard let footer else {
      return Period(
        start: start, end: Self.timeWithoutEnd.upperBound, offset: offsets.last ?? initialOffset)
    }
    var period = footer.period(at: instant)
    period.start = max(period.start, start)
    return period
  }

  /// The first local time (seconds) that the zone's clock had not shown when `period` began.
  ///
  /// Looks back two days, so that a change soon after another is judged by both.
  func localTimeShown(before period: Period) -> Int {
    guard period.start > Self.timeWithoutEnd.lowerBound else {
      return period.start + period.offset
    }
    var earlier = self.period(at: period.start - 1)
    var shown = earlier.end + earlier.offset
    while earlier.start > period.start - 2 * 86_400 {
      earlier = self.period(at: earlier.start - 1)
      shown = max(shown, earlier.end + earlier.offset)
    }
    return shown
  }

  /// RFC 9636, section 3.2: offsets stay within −25 and 26 hours.
  static let greatestOffset = 26 * 3_600
}
