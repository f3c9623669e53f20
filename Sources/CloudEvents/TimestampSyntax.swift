import Instants

/// The grammar of timestamps.
enum TimestampSyntax {
  /// Whether `text` is a `date-time` of RFC 3339, section 5.6, on a day that exists.
  ///
  /// Any year from 0000 to 9999 will do, also those that `WallTime` does not reach; some clients
  /// send the year 1 for "no time".
  static func isDateTime(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 20,
      let year = number(text, 0..<4), text[4] == UInt8(ascii: "-"),
      let month = number(text, 5..<7), text[7] == UInt8(ascii: "-"),
      let day = number(text, 8..<10), text[10] | 0x20 == UInt8(ascii: "t"),
      let hour = number(text, 11..<13), text[13] == UInt8(ascii: ":"),
      let minute = number(text, 14..<16), text[16] == UInt8(ascii: ":"),
      let second = number(text, 17..<19),
      month >= 1, month <= 12, day >= 1, day <= CivilDate.days(inMonth: month, of: year),
      hour <= 23, minute <= 59, second <= 60
    else { return false }
    var index = 19
    if text[index] == UInt8(ascii: ".") {
      index &+= 1
      let start = index
      while index < text.count, text[index] &- UInt8(ascii: "0") <= 9 { index &+= 1 }
      guard index > start else { return false }
    }
    return isOffset(text, from: index)
  }

  private static func isOffset(_ text: Span<UInt8>, from index: Int) -> Bool {
    guard index < text.count else { return false }
    if text[index] | 0x20 == UInt8(ascii: "z") { return index &+ 1 == text.count }
    guard text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-"),
      index &+ 6 == text.count,
      let hours = number(text, (index &+ 1)..<(index &+ 3)),
      text[index &+ 3] == UInt8(ascii: ":"),
      let minutes = number(text, (index &+ 4)..<(index &+ 6))
    else { return false }
    return hours <= 23 && minutes <= 59
  }

  @inline(__always)
  private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var value = 0
    for index in range {
      let digit = text[index] &- UInt8(ascii: "0")
      if digit > 9 { return nil }
      value = value &* 10 &+ Int(digit)
    }
    return value
  }
}
