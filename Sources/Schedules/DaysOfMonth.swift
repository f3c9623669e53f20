/// The day-of-month field: plain days, and days that only a given month turns into numbers.
struct DaysOfMonth: Sendable, Hashable {
  /// Whether the field does not start with `*` or `?`.
  var isRestricted = true
  /// 1 to 31.
  var days = FieldSet()
  /// How many days before the last one: `L` is 0, `L-3` is 3.
  var beforeLast = FieldSet()
  /// `15W`: the weekday nearest to the day, in the same month.
  var nearestWeekdays = FieldSet()
  /// `LW` and `L-3W`: the weekday nearest to that many days before the last one.
  var nearestWeekdaysBeforeLast = FieldSet()

  /// The days of one month.
  ///
  /// - Parameter firstWeekday: the weekday of its first day; 0 is Sunday.
  func days(inMonthOf length: Int, firstWeekday: Int) -> FieldSet {
    var result = FieldSet(bits: days.bits & ((2 << UInt64(length)) - 1))
    guard !beforeLast.isEmpty || !nearestWeekdays.isEmpty || !nearestWeekdaysBeforeLast.isEmpty
    else { return result }
    for back in beforeLast.members where back < length { result.insert(length - back) }
    for day in nearestWeekdays.members where day <= length {
      result.insert(weekday(nearestTo: day, length: length, firstWeekday: firstWeekday))
    }
    for back in nearestWeekdaysBeforeLast.members where back < length {
      result.insert(weekday(nearestTo: length - back, length: length, firstWeekday: firstWeekday))
    }
    return result
  }

  /// Monday to Friday next to `day`, never in another month.
  private func weekday(nearestTo day: Int, length: Int, firstWeekday: Int) -> Int {
    switch (firstWeekday + day - 1) % 7 {
    case 6: day == 1 ? day + 2 : day - 1
    case 0: day == length ? day - 2 : day + 1
    default: day
    }
  }
}
