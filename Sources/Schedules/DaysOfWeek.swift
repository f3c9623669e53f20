/// The day-of-week field: plain weekdays, and the nth or last of a month.
struct DaysOfWeek: Sendable, Hashable {
  /// Whether the field does not start with `*` or `?`.
  var isRestricted = true
  /// 0 (Sunday) to 6.
  var weekdays = FieldSet()
  /// `FRI#2`: weekday times 5 plus the number (1 to 5) less 1.
  var numbered = FieldSet()
  /// `5L`: the last of its kind in the month.
  var last = FieldSet()

  /// The days of one month.
  ///
  /// - Parameter firstWeekday: the weekday of its first day; 0 is Sunday.
  func days(inMonthOf length: Int, firstWeekday: Int) -> FieldSet {
    let everySeventh: UInt64 = 0x1020_4081
    var bits: UInt64 = 0
    for weekday in 0..<7 {
      let first = 1 + (weekday - firstWeekday + 7) % 7
      if weekdays.contains(weekday) { bits |= everySeventh << UInt64(first) }
      for number in 0..<5 where numbered.contains(weekday * 5 + number) {
        bits |= 1 << UInt64(first + 7 * number)
      }
      if last.contains(weekday) {
        bits |= 1 << UInt64(first + 28 <= length ? first + 28 : first + 21)
      }
    }
    return FieldSet(bits: bits & ((2 << UInt64(length)) - 1))
  }
}
