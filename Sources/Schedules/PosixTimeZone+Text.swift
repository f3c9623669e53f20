extension PosixTimeZone {
  /// Reads a `TZ` string; nil where it is none, or where one year's daylight saving time goes on
  /// beyond the beginning of the next year's.
  init?(_ bytes: [UInt8]) {
    var reader = PosixReader(rest: bytes[...])
    guard reader.name(), let west = reader.time(hours: 24) else { return nil }
    standardOffset = -west
    guard !reader.rest.isEmpty else { return }
    guard reader.name() else { return nil }
    var offset = standardOffset + 3_600
    if reader.rest.first != UInt8(ascii: ",") {
      guard let west = reader.time(hours: 24) else { return nil }
      offset = -west
    }
    guard reader.skip(","), let start = reader.yearDay(), reader.skip(","),
      let end = reader.yearDay(), reader.rest.isEmpty
    else { return nil }
    let daylight = Daylight(offset: offset, start: start, end: end)
    self.daylight = daylight
    guard changesAlternate(daylight) else { return nil }
  }

  /// Whether no year's changes reach beyond those of the next; the calendar repeats in 400 years.
  private func changesAlternate(_ daylight: Daylight) -> Bool {
    let instants = (2_000...2_400).flatMap { year in
      changes(in: year, daylight).map(\.instant)
    }
    return zip(instants, instants.dropFirst()).allSatisfy { $0 <= $1 }
  }
}

/// A cursor over a `TZ` string.
private struct PosixReader {
  var rest: ArraySlice<UInt8>

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  /// `CET` or `<+0330>`, at least three characters.
  mutating func name() -> Bool {
    let isQuoted = skip("<")
    let name = rest.prefix { isNameByte($0, isQuoted: isQuoted) }
    rest.removeFirst(name.count)
    return name.count >= 3 && (!isQuoted || skip(">"))
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  mutating func time(hours limit: Int) -> Int? {
    let isNegative = skip("-")
    if !isNegative { _ = skip("+") }
    guard let hours = number(), hours <= limit else { return nil }
    var seconds = hours * 3_600
    if skip(":") {
      guard let minutes = number(), minutes < 60 else { return nil }
      seconds += minutes * 60
      if skip(":") {
        guard let rest = number(), rest < 60 else { return nil }
        seconds += rest
      }
    }
    return isNegative ? -seconds : seconds
  }

  /// `M3.5.0`, `J60` or `59`, with `/time`.
  mutating func yearDay() -> PosixTimeZone.YearDay? {
    guard let day = day() else { return nil }
    var result = PosixTimeZone.YearDay(day: day)
    if skip("/") {
      guard let time = time(hours: 167) else { return nil }
      result.time = time
    }
    return result
  }

  private mutating func day() -> PosixTimeZone.YearDay.Day? {
    if skip("M") {
      guard let month = number(), (1...12).contains(month), skip("."),
        let week = number(), (1...5).contains(week), skip("."),
        let weekday = number(), weekday <= 6
      else { return nil }
      return .weekday(month: month, week: week, weekday: weekday)
    }
    if skip("J") {
      guard let number = number(), (1...365).contains(number) else { return nil }
      return .withoutLeapDay(number)
    }
    guard let number = number(), number <= 365 else { return nil }
    return .withLeapDay(number)
  }

  /// One to three digits.
  private mutating func number() -> Int? {
    let digits = rest.prefix { (48...57).contains($0) }
    guard (1...3).contains(digits.count) else { return nil }
    rest.removeFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
  }

  private func isNameByte(_ byte: UInt8, isQuoted: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): isQuoted
    default: false
    }
  }
}
