import Instants

/// The date format of HTTP (RFC 9110 section 5.6.7).
package enum HTTPDate {
  /// Appends `Sun, 06 Nov 1994 08:49:37 GMT`: 29 bytes for the years 1677 to 2262.
  package static func append(_ time: WallTime, to output: inout [UInt8]) {
    let seconds = Int(time.secondsSinceEpoch)
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = seconds - days * 86_400
    let date = CivilDate(daysSinceEpoch: days)
    output.append(weekdays[date.weekday])
    output.append(", ")
    output.append(padded: date.day)
    output.append(.space)
    output.append(months[date.month - 1])
    output.append(.space)
    output.append(padded: date.year / 100)
    output.append(padded: date.year % 100)
    output.append(.space)
    output.append(padded: rest / 3_600)
    output.append(.colon)
    output.append(padded: rest / 60 % 60)
    output.append(.colon)
    output.append(padded: rest % 60)
    output.append(" GMT")
  }

  /// Reads an IMF-fixdate or one of the two obsolete forms, which recipients must accept:
  /// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
  ///
  /// A two-digit year is of the century that puts it at most 50 years after `now`. Returns nil
  /// for anything else; the day of the week is not checked.
  package static func parse(_ text: Span<UInt8>, now: WallTime) -> WallTime? {
    var words = DateWords(text)
    guard let first = words.next() else { return nil }
    let isAsctime = first.utf8.last != UInt8(ascii: ",")
    guard isAsctime ? weekdayNames.contains(first) : isWeekday(first.dropLast()) else { return nil }
    if isAsctime {
      guard let month = words.next(), let day = words.next(), let clock = words.next(),
        let year = words.next(), words.next() == nil, year.utf8.count == 4
      else { return nil }
      return instant(year: Int(year), month: month, day: Int(day), clock: clock)
    }
    guard let second = words.next() else { return nil }
    let parts = second.split(separator: "-", omittingEmptySubsequences: false)
    if parts.count == 3 {
      guard let clock = words.next(), words.next() == "GMT", words.next() == nil,
        parts[2].utf8.count == 2, let short = Int(parts[2])
      else { return nil }
      return instant(
        year: fullYear(short, now: now), month: parts[1], day: Int(parts[0]), clock: clock)
    }
    guard let month = words.next(), let year = words.next(), let clock = words.next(),
      words.next() == "GMT", words.next() == nil, year.utf8.count == 4
    else { return nil }
    return instant(year: Int(year), month: month, day: Int(second), clock: clock)
  }

  private static let weekdays: [String] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months: [String] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  private static let weekdayNames: Set<Substring> = [
    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
  ]
  private static let longWeekdayNames: Set<Substring> = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  private static func isWeekday(_ name: Substring) -> Bool {
    weekdayNames.contains(name) || longWeekdayNames.contains(name)
  }

  private static func fullYear(_ short: Int, now: WallTime) -> Int {
    let days = Int(now.secondsSinceEpoch) / 86_400
    let thisYear = CivilDate(daysSinceEpoch: days).year
    let year = thisYear - thisYear % 100 + short
    return year > thisYear + 50 ? year - 100 : year
  }

  private static func instant(
    year: Int?, month: Substring, day: Int?, clock: Substring
  ) -> WallTime? {
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard let year, let day, (1678...2261).contains(year),
      let index = months.firstIndex(where: { $0 == month }),
      day >= 1, day <= CivilDate.days(inMonth: index + 1, of: year), parts.count == 3,
      parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
      let minute = Int(parts[1]), let second = Int(parts[2]),
      (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
    else { return nil }
    let days = CivilDate(year: year, month: index + 1, day: day).daysSinceEpoch
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
    return WallTime(secondsSinceEpoch: Int64(seconds))
  }
}

/// The words of a date, between single or double spaces.
private struct DateWords {
  private var words: ArraySlice<Substring>

  init(_ text: Span<UInt8>) {
    words = text.count <= 40 ? text.text.split(separator: " ")[...] : []
  }

  mutating func next() -> Substring? { words.popFirst() }
}

extension Array where Element == UInt8 {
  /// Appends 0 to 99 in two digits.
  fileprivate mutating func append(padded number: Int) {
    append(48 &+ UInt8(truncatingIfNeeded: number / 10 % 10))
    append(48 &+ UInt8(truncatingIfNeeded: number % 10))
  }
}
