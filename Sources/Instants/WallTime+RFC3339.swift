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
  package var rfc3339: String {
    var text: [UInt8] = []
    text.reserveCapacity(30)
    appendCivil(Int(secondsSinceEpoch), to: &text)
    appendFraction(to: &text)
    text.append(UInt8(ascii: "Z"))
    return String(decoding: text, as: UTF8.self)
  }

  /// The instant as a clock in a zone `offsetSeconds` east of UTC shows it, with that offset.
  ///
  /// The format has no seconds in an offset (zones had them before 1972): they are cut off, of the
  /// clock too, so that the text still names the instant.
  package func rfc3339(offsetSeconds: Int) -> String {
    let minutes = offsetSeconds / 60
    var text: [UInt8] = []
    text.reserveCapacity(35)
    appendCivil(Int(secondsSinceEpoch) + minutes * 60, to: &text)
    appendFraction(to: &text)
    text.append(UInt8(ascii: minutes < 0 ? "-" : "+"))
    append(abs(minutes) / 60, digits: 2, to: &text)
    text.append(UInt8(ascii: ":"))
    append(abs(minutes) % 60, digits: 2, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private func appendFraction(to text: inout [UInt8]) {
    let nanoseconds = Int(nanosecondsSinceEpoch &- secondsSinceEpoch &* 1_000_000_000)
    guard nanoseconds != 0 else { return }
    text.append(UInt8(ascii: "."))
    if nanoseconds % 1_000_000 == 0 {
      append(nanoseconds / 1_000_000, digits: 3, to: &text)
    } else if nanoseconds % 1_000 == 0 {
      append(nanoseconds / 1_000, digits: 6, to: &text)
    } else {
      append(nanoseconds, digits: 9, to: &text)
    }
  }
}

/// Appends `2026-03-29T01:30:00` for a clock that shows so many seconds since the epoch.
private func appendCivil(_ seconds: Int, to text: inout [UInt8]) {
  let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
  let rest = seconds - days * 86_400
  let date = CivilDate(daysSinceEpoch: days)
  append(date.year, digits: 4, to: &text)
  text.append(UInt8(ascii: "-"))
  append(date.month, digits: 2, to: &text)
  text.append(UInt8(ascii: "-"))
  append(date.day, digits: 2, to: &text)
  text.append(UInt8(ascii: "T"))
  append(rest / 3_600, digits: 2, to: &text)
  text.append(UInt8(ascii: ":"))
  append(rest / 60 % 60, digits: 2, to: &text)
  text.append(UInt8(ascii: ":"))
  append(rest % 60, digits: 2, to: &text)
}

private func append(_ number: Int, digits: Int, to text: inout [UInt8]) {
  var scale = 1
  for _ in 1..<digits { scale *= 10 }
  while scale > 0 {
    text.append(48 &+ UInt8(truncatingIfNeeded: number / scale % 10))
    scale /= 10
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
