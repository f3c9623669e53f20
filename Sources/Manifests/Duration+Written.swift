import Instants

extension Duration {
  /// Reads `1h30m`, `250ms`, `1.5s` or ISO 8601 (`PT5S`, `P1DT2H`); nil for anything else.
  ///
  /// Units go from large to small, each once: `d`, `h`, `m`, `s`, `ms`. ISO's years and months
  /// have no fixed length and are not read.
  package init?(written text: String) {
    let duration =
      text.utf8.first == UInt8(ascii: "P")
      ? Duration.iso8601(text) : Duration.sum(of: text[...], units: Duration.units)
    guard let duration else { return nil }
    self = duration
  }

  /// In the form `1h30m`, `250ms`, `0s`.
  package var written: String {
    var rest = wholeNanoseconds
    guard rest > 0 else { return "0s" }
    var text = ""
    for (unit, nanoseconds) in Duration.units where unit != "d" && unit != "ms" {
      if rest >= nanoseconds { text += "\(rest / nanoseconds)\(unit)" }
      rest %= nanoseconds
    }
    guard rest > 0 else { return text }
    let (milliseconds, parts) = rest.quotientAndRemainder(dividingBy: 1_000_000)
    return text + "\(milliseconds)\(parts > 0 ? ".\(fraction(parts))" : "")ms"
  }

  private typealias Unit = (name: String, nanoseconds: Int64)

  private static let second: Int64 = 1_000_000_000
  private static let units: [Unit] = [
    ("d", 86_400 * second), ("h", 3_600 * second), ("m", 60 * second), ("s", second),
    ("ms", 1_000_000),
  ]
  private static let dateUnits: [Unit] = [("W", 604_800 * second), ("D", 86_400 * second)]
  private static let timeUnits: [Unit] = [("H", 3_600 * second), ("M", 60 * second), ("S", second)]

  private static func iso8601(_ text: String) -> Duration? {
    // Bytes, for a combining mark after a letter would make another character of the two.
    let halves = text.utf8.dropFirst()
      .split(separator: UInt8(ascii: "T"), omittingEmptySubsequences: false).map(Substring.init)
    switch halves.count {
    case 1: return sum(of: halves[0], units: dateUnits)
    case 2:
      guard let time = sum(of: halves[1], units: timeUnits) else { return nil }
      if halves[0].isEmpty { return time }
      return sum(of: halves[0], units: dateUnits).map { $0 + time }
    default: return nil
    }
  }

  /// At least one number with its unit, in the order of the units.
  private static func sum(of text: Substring, units: [Unit]) -> Duration? {
    var rest = text.utf8
    var open = units[...]
    var total: Int64 = 0
    while !rest.isEmpty {
      guard let whole = digits(&rest, limit: 12) else { return nil }
      var fraction = 0.0
      if rest.first == UInt8(ascii: ".") {
        rest.removeFirst()
        let before = rest.count
        guard let digits = digits(&rest, limit: 9) else { return nil }
        fraction = Double(digits) / (0..<(before - rest.count)).reduce(1.0) { sum, _ in sum * 10 }
      }
      let name = rest.prefix { !(48...57).contains($0) }
      guard let unit = open.firstIndex(where: { $0.name.utf8.elementsEqual(name) }) else {
        return nil
      }
      rest = rest.dropFirst(name.count)
      let length = open[unit].nanoseconds
      open = open[(unit + 1)...]
      let (product, tooLong) = whole.multipliedReportingOverflow(by: length)
      let part = Int64((fraction * Double(length)).rounded())
      let (sum, overflows) = total.addingReportingOverflow(product)
      guard !tooLong, !overflows, sum <= .max - part else { return nil }
      total = sum + part
    }
    return text.isEmpty ? nil : .nanoseconds(total)
  }

  private static func digits(_ text: inout Substring.UTF8View, limit: Int) -> Int64? {
    let digits = text.prefix { (48...57).contains($0) }
    guard (1...limit).contains(digits.count) else { return nil }
    text = text.dropFirst(digits.count)
    return Int64(Substring(digits))
  }

  /// Parts of a millisecond as decimals.
  private func fraction(_ nanoseconds: Int64) -> String {
    var digits = String(nanoseconds + 1_000_000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return String(digits)
  }
}
