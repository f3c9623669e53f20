import Instants

/// The rule for all future years that stands at the end of a TZif file.
///
/// Source: RFC 9636, section 3.3.1; POSIX.1, environment variable `TZ`; hours of −167 to 167.
struct PosixTimeZone: Sendable, Hashable {
  /// Seconds ahead of UTC.
  var standardOffset: Int
  var daylight: Daylight?

  struct Daylight: Sendable, Hashable {
    /// Seconds ahead of UTC.
    var offset: Int
    var start: YearDay
    var end: YearDay
  }

  /// A time of a day of every year.
  struct YearDay: Sendable, Hashable {
    enum Day: Sendable, Hashable {
      /// `J60`: 1 to 365, the 29th of February never counted.
      case withoutLeapDay(Int)
      /// `59`: 0 to 365, the 29th of February counted.
      case withLeapDay(Int)
      /// `M3.5.0`: month 1 to 12, week 1 to 5 (5 is the last), weekday 0 (Sunday) to 6.
      case weekday(month: Int, week: Int, weekday: Int)
    }

    var day: Day
    /// Seconds after midnight, by default 02:00; negative for the day before.
    var time = 7_200

    /// Seconds from the epoch on the local clock.
    func local(in year: Int) -> Int {
      let date: Int
      switch day {
      case .withoutLeapDay(let number):
        date =
          CivilDate(year: year, month: 1, day: 1).daysSinceEpoch + number - 1
          + (number >= 60 && CivilDate.isLeap(year) ? 1 : 0)
      case .withLeapDay(let number):
        date = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch + number
      case .weekday(let month, let week, let weekday):
        let first = CivilDate(year: year, month: month, day: 1)
        let ahead = (weekday - first.weekday + 7) % 7 + 7 * (week - 1)
        let length = CivilDate.days(inMonth: month, of: year)
        date = first.daysSinceEpoch + (ahead < length ? ahead : ahead - 7)
      }
      return date * 86_400 + time
    }
  }

  /// The period that an instant (seconds since the epoch) falls in.
  func period(at instant: Int) -> TimeZoneRules.Period {
    let ends = TimeZoneRules.timeWithoutEnd
    var period = TimeZoneRules.Period(
      start: ends.lowerBound, end: ends.upperBound, offset: standardOffset)
    guard let daylight else { return period }
    for change in changes(around: instant, daylight) {
      if change.instant <= instant {
        period.start = change.instant
        period.offset = change.offset
      } else {
        period.end = change.instant
        break
      }
    }
    return period
  }

  /// The changes of the years around an instant in their order; of two at the same instant, the
  /// one that counts is the later one.
  private func changes(around instant: Int, _ daylight: Daylight)
    -> [(instant: Int, offset: Int)]
  {
    let day = instant.dividedRoundingDown(by: 86_400)
    let year = CivilDate(daysSinceEpoch: day).year
    var changes: [(instant: Int, offset: Int)] = []
    for year in year - 2...year + 2 { changes += self.changes(in: year, daylight) }
    return changes
  }

  /// The two changes of a year in their order.
  func changes(in year: Int, _ daylight: Daylight) -> [(instant: Int, offset: Int)] {
    let start = (daylight.start.local(in: year) - standardOffset, daylight.offset)
    let end = (daylight.end.local(in: year) - daylight.offset, standardOffset)
    return start.0 <= end.0 ? [start, end] : [end, start]
  }
}
