/// Reads a cron expression.
struct ScheduleParser {
  /// The longest expression in bytes; what is longer is refused.
  static let maxBytes = 1_024

  private let written: [UInt8]
  /// The same in upper case, which is what is compared.
  private let bytes: [UInt8]

  init(_ text: String) {
    written = Array(text.utf8)
    bytes = written.map { (97...122).contains($0) ? $0 - 32 : $0 }
  }

  func parse() throws(ScheduleError) -> Schedule.Timing {
    guard bytes.count <= Self.maxBytes else {
      throw ScheduleError(
        offset: Self.maxBytes, found: "\(bytes.count) bytes",
        allowed: "at most \(Self.maxBytes) bytes")
    }
    let words = words()
    guard let first = words.first else {
      throw ScheduleError(
        offset: 0, found: "", allowed: Self.shape, hint: "30 2 * * * is every day at 02:30")
    }
    if bytes[first.lowerBound] == UInt8(ascii: "@") { return try macro(words) }
    if bytes[first].contains(UInt8(ascii: "=")) {
      throw error(
        first, allowed: Self.shape, hint: "the time zone is a setting of its own, timezone")
    }
    return .calendar(try fields(words))
  }

  // MARK: Fields

  private static let shape =
    "5 fields (minute hour day-of-month month day-of-week) or 6 with seconds first"

  private func fields(_ words: [Range<Int>]) throws(ScheduleError) -> CalendarFields {
    guard (5...6).contains(words.count) else {
      let whole = words[0].lowerBound..<words[words.count - 1].upperBound
      throw error(
        whole, allowed: Self.shape,
        hint: words.count == 7
          ? "there is no field for the year" : "there are \(words.count) fields")
    }
    let first = words.count - 5
    func parser(_ field: CronField, _ index: Int) -> FieldParser {
      FieldParser(field: field, bytes: bytes, range: words[first + index], written: written)
    }
    let seconds = first == 1 ? try parser(.second, -1).numbers() : FieldSet(0...0)
    let result = CalendarFields(
      seconds: seconds,
      minutes: try parser(.minute, 0).numbers(),
      hours: try parser(.hour, 1).numbers(),
      daysOfMonth: try parser(.dayOfMonth, 2).daysOfMonth(),
      months: try parser(.month, 3).numbers(),
      daysOfWeek: try parser(.dayOfWeek, 4).daysOfWeek(),
      followsWallClock: parser(.minute, 0).startsWithStar || parser(.hour, 1).startsWithStar)
    guard result.hasDate else {
      throw parser(.dayOfMonth, 2).error(
        words[first + 2], allowed: "a day that the months and weekdays given have",
        hint: "no such date ever comes")
    }
    return result
  }

  // MARK: Macros

  private static let macros: [(name: String, expression: String)] = [
    ("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"), ("@monthly", "0 0 1 * *"), ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
  ]

  private func macro(_ words: [Range<Int>]) throws(ScheduleError) -> Schedule.Timing {
    let name = String(decoding: bytes[words[0]], as: UTF8.self).lowercased()
    if name == "@every" { return try every(words) }
    let known = Self.macros.map(\.name).joined(separator: ", ") + " or @every 90s"
    if name == "@reboot" {
      throw error(
        words[0], allowed: known,
        hint: "a start is not a point in time: each router and each restart would run it again")
    }
    guard let macro = Self.macros.first(where: { $0.name == name }) else {
      let near = Self.macros.map(\.name).first { $0.prefix(3) == name.prefix(3) }
      throw error(words[0], allowed: known, hint: near.map { "did you mean \($0)?" })
    }
    if words.count > 1 { throw error(words[1], allowed: "nothing after \(name)") }
    return try ScheduleParser(macro.expression).parse()
  }

  private func every(_ words: [Range<Int>]) throws(ScheduleError) -> Schedule.Timing {
    let allowed = "one duration of 1s to 87600h in whole seconds, such as 90s or 1h30m"
    guard words.count == 2 else {
      throw error(words.count < 2 ? words[0] : words[2], allowed: "@every and " + allowed)
    }
    guard let nanoseconds = GoDuration.nanoseconds(written[words[1]]) else {
      throw error(words[1], allowed: allowed, hint: "units are h, m, s, ms, us and ns")
    }
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    guard rest == 0, (1...87_600 * 3_600).contains(seconds) else {
      throw error(words[1], allowed: allowed)
    }
    return .every(seconds: seconds)
  }

  // MARK: Pieces

  /// What stands between spaces and tabs.
  private func words() -> [Range<Int>] {
    bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      .map { $0.startIndex..<$0.endIndex }
  }

  private func error(_ part: Range<Int>, allowed: String, hint: String? = nil) -> ScheduleError {
    ScheduleError(
      offset: part.lowerBound, found: String(decoding: written[part], as: UTF8.self),
      allowed: allowed, hint: hint)
  }
}
