import Instants

/// Reads the dates of HTTP headers.
///
/// Source: RFC 9110, section 5.6.7: IMF-fixdate, and the two obsolete forms (RFC 850, asctime).
enum HTTPDate {
  /// nil for anything but one of the three forms, and for days that do not exist. The name of the
  /// day is not compared with the date. What lies beyond the range of `WallTime` is its last
  /// instant.
  ///
  /// - Parameter now: decides the century of a year with two digits, which is never more than 50
  ///   years ahead.
  static func parse(_ text: String, now: WallTime) -> WallTime? {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    switch words.count {
    case 6 where words[0].hasSuffix(",") && words[5] == "GMT":
      guard weekdays.contains(String(words[0].dropLast())) else { return nil }
      return instant(
        year: number(words[3], digits: 4), month: month(words[2]),
        day: number(words[1], digits: 2), clock: words[4])
    case 5 where words[0].utf8.count == 3:
      guard weekdays.contains(String(words[0])) else { return nil }
      return instant(
        year: number(words[4], digits: 4), month: month(words[1]),
        day: number(words[2], digits: words[2].utf8.count == 1 ? 1 : 2), clock: words[3])
    case 4 where words[0].hasSuffix("day,") && words[3] == "GMT":
      let date = words[1].split(separator: "-", omittingEmptySubsequences: false)
      guard weekdays.contains(String(words[0].prefix(3))), date.count == 3 else { return nil }
      return instant(
        year: number(date[2], digits: 2).map { fullYear($0, now) }, month: month(date[1]),
        day: number(date[0], digits: 2), clock: words[2])
    default: return nil
    }
  }

  private static func instant(
    year: Int?, month: Int?, day: Int?, clock: Substring
  ) -> WallTime? {
    let fields = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard let year, let month, let day, fields.count == 3,
      let hour = number(fields[0], digits: 2), let minute = number(fields[1], digits: 2),
      let second = number(fields[2], digits: 2),
      day >= 1, day <= CivilDate.days(inMonth: month, of: year),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let seconds = Int64(days * 86_400 + hour * 3_600 + minute * 60 + second)
    let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return WallTime(nanosecondsSinceEpoch: overflow ? (seconds < 0 ? .min : .max) : nanoseconds)
  }

  private static func fullYear(_ twoDigits: Int, _ now: WallTime) -> Int {
    let days = Int(now.secondsSinceEpoch.quotientAndRemainder(dividingBy: 86_400).quotient)
    let thisYear = CivilDate(daysSinceEpoch: days).year
    let year = thisYear / 100 * 100 + twoDigits
    if year > thisYear + 50 { return year - 100 }
    return year <= thisYear - 50 ? year + 100 : year
  }

  private static func month(_ text: Substring) -> Int? {
    months.firstIndex(of: String(text)).map { $0 + 1 }
  }

  private static func number(_ text: Substring, digits: Int) -> Int? {
    guard text.utf8.count == digits else { return nil }
    var value = 0
    for byte in text.utf8 {
      guard byte >= 48, byte <= 57 else { return nil }
      value = value * 10 + Int(byte) - 48
    }
    return value
  }

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
