extension WallTime {
  /// Reads an RFC 3339 `date-time` (section 5.6), for example `2026-03-29T01:30:00.5+01:00`.
  ///
  /// A leap second (`:60`) is read as the second after it. More than nine decimals are cut off.
  /// Returns nil for anything else, also for days that do not exist.
  package init?(rfc3339 text: String) {
    var reader = Digits(text)
    guard
      let year = reader.number(digits: 4), reader.skip("-"),
      let month = reader.number(digits: 2), reader.skip("-"),
      let day = reader.number(digits: 2),
      reader.skip("T") || reader.skip("t") || reader.skip(" "),
      let hour = reader.number(digits: 2), reader.skip(":"),
      let minute = reader.number(digits: 2), reader.skip(":"),
      let second = reader.number(digits: 2),
      let nanoseconds = reader.fraction(),
      let offset = reader.offset(),
      reader.isAtEnd,
      (1...12).contains(month), day >= 1, day <= CivilDate.days(inMonth: month, of: year),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
    let (scaled, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflowed) = scaled.addingReportingOverflow(Int64(nanoseconds))
    guard !overflow, !overflowed else { return nil }
    self.init(nanosecondsSinceEpoch: sum)
  }

  /// The instant in UTC, with as many decimals (0, 3, 6 or 9) as it needs.
  package var rfc3339: String { civil(offsetSeconds: 0) + fraction + "Z" }

  /// The instant as a clock in a zone `offsetSeconds` east of UTC shows it, with that offset.
  ///
  /// The format has no seconds in an offset (zones had them before 1972): they are cut off, of the
  /// clock too, so that the text still names the instant.
  package func rfc3339(offsetSeconds: Int) -> String {
    let minutes = offsetSeconds / 60
    return civil(offsetSeconds: minutes * 60) + fraction + (minutes < 0 ? "-" : "+")
      + padded(abs(minutes) / 60, 2) + ":" + padded(abs(minutes) % 60, 2)
  }

  private func civil(offsetSeconds: Int) -> String {
    let local = Int(secondsSinceEpoch) + offsetSeconds
    let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    let rest = local - days * 86_400
    let date = CivilDate(daysSinceEpoch: days)
    return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
      + padded(rest / 3_600, 2) + ":" + padded(rest / 60 % 60, 2) + ":" + padded(rest % 60, 2)
  }

  private var fraction: String {
    let rest = nanosecondsSinceEpoch % 1_000_000_000
    let nanoseconds = Int(rest < 0 ? rest + 1_000_000_000 : rest)
    if nanoseconds == 0 { return "" }
    if nanoseconds % 1_000_000 == 0 { return "." + padded(nanoseconds / 1_000_000, 3) }
    if nanoseconds % 1_000 == 0 { return "." + padded(nanoseconds / 1_000, 6) }
    return "." + padded(nanoseconds, 9)
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

/// A cursor over the ASCII characters of a date.
private struct Digits {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Nanoseconds; 0 where no decimal point stands, nil where no digit follows it.
  mutating func fraction() -> Int? {
    guard skip(".") else { return 0 }
    guard var value = digit() else { return nil }
    var scale = 100_000_000
    value *= scale
    while let digit = digit() {
      scale /= 10
      value += digit * scale
    }
    return value
  }

  /// Seconds east of UTC.
  mutating func offset() -> Int? {
    if skip("Z") || skip("z") { return 0 }
    let sign: Int
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2),
      hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 3_600 + minutes * 60)
  }

  private mutating func digit() -> Int? {
    guard let byte = rest.first, byte >= 48, byte <= 57 else { return nil }
    rest.removeFirst()
    return Int(byte) - 48
  }
}
