import Instants

/// The fields of a cron expression as sets, and the search for the next local time they allow.
///
/// Local times are seconds since 1970-01-01T00:00:00 on the zone's own clock.
struct CalendarFields: Sendable, Hashable {
  var seconds: FieldSet
  var minutes: FieldSet
  var hours: FieldSet
  var daysOfMonth: DaysOfMonth
  var months: FieldSet
  var daysOfWeek: DaysOfWeek
  /// Whether the minute or the hour field starts with `*` (or `?`, which means the same).
  var followsWallClock: Bool

  /// The first matching local second that is not before `start` and before `limit`.
  ///
  /// Goes from field to field, so that rare schedules cost a step a month.
  func nextLocal(from start: Int, before limit: Int) -> Int? {
    guard start < limit else { return nil }
    let today = start.dividedRoundingDown(by: 86_400)
    let timeToday = nextTime(from: start - today * 86_400)
    var date = CivilDate(daysSinceEpoch: today)
    if timeToday == nil { date.day += 1 }
    while true {
      if let day = nextDay(from: &date) {
        guard let time = day == today ? timeToday : nextTime(from: 0) else { return nil }
        let found = day * 86_400 + time
        return found < limit ? found : nil
      }
      guard date.daysSinceEpoch * 86_400 < limit else { return nil }
    }
  }

  /// Whether there is any date at all on which it fires.
  ///
  /// The 28 years from 2000 hold each kind of year: leap or not, starting on each weekday.
  var hasDate: Bool {
    (2000..<2028).contains { year in
      months.members.contains { !days(of: year, month: $0).isEmpty }
    }
  }

  /// The days of one month that match.
  ///
  /// Where both day fields are restricted either will do, as in every cron since the first;
  /// where one of them starts with `*` both must match (cronie's rule, which `*/2` falls under).
  private func days(of year: Int, month: Int) -> FieldSet {
    let length = CivilDate.days(inMonth: month, of: year)
    let first = CivilDate(year: year, month: month, day: 1).weekday
    let byMonth = daysOfMonth.days(inMonthOf: length, firstWeekday: first).bits
    let byWeek = daysOfWeek.days(inMonthOf: length, firstWeekday: first).bits
    let either = daysOfMonth.isRestricted && daysOfWeek.isRestricted
    return FieldSet(bits: either ? byMonth | byWeek : byMonth & byWeek)
  }

  /// The next matching day in `date`'s month, counted from the epoch; where there is none, `date`
  /// moves to the first day of the next month that may match.
  private func nextDay(from date: inout CivilDate) -> Int? {
    if months.contains(date.month),
      let day = days(of: date.year, month: date.month).next(from: date.day)
    {
      return CivilDate(year: date.year, month: date.month, day: day).daysSinceEpoch
    }
    date.day = 1
    if let month = months.next(from: date.month + 1) {
      date.month = month
    } else {
      date.year += 1
      date.month = months.next(from: 1) ?? 1
    }
    return nil
  }

  /// The first matching second of the day from `time` on.
  private func nextTime(from time: Int) -> Int? {
    guard let firstMinute = minutes.next(from: 0), let firstSecond = seconds.next(from: 0) else {
      return nil
    }
    let hour = time / 3_600
    let minute = time / 60 % 60
    if hours.contains(hour) {
      if minutes.contains(minute), let second = seconds.next(from: time % 60) {
        return hour * 3_600 + minute * 60 + second
      }
      if let later = minutes.next(from: minute + 1) {
        return hour * 3_600 + later * 60 + firstSecond
      }
    }
    guard let later = hours.next(from: hour + 1) else { return nil }
    return later * 3_600 + firstMinute * 60 + firstSecond
  }
}

extension Int {
  /// The quotient rounded toward minus infinity.
  func dividedRoundingDown(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
