/// Durations as Go writes them: `90s`, `1h30m`, `1.5h`.
///
/// Source: Go's package time, `ParseDuration`; a sign is not taken.
enum GoDuration {
  /// The duration in nanoseconds; nil where it is none, or longer than 64 bits hold.
  static func nanoseconds(_ bytes: ArraySlice<UInt8>) -> Int? {
    var rest = bytes
    var total = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      guard let amount = amount(&rest), let unit = unit(&rest) else { return nil }
      let (whole, overflow) = amount.whole.multipliedReportingOverflow(by: unit)
      let part = Int(Int128(amount.billionths) * Int128(unit) / 1_000_000_000)
      let (sum, overflowed) = total.addingReportingOverflow(whole)
      let (next, overflows) = sum.addingReportingOverflow(part)
      guard !overflow, !overflowed, !overflows else { return nil }
      total = next
    }
    return total
  }

  /// Digits with at most one point among them; decimals beyond the ninth are cut off.
  private static func amount(_ rest: inout ArraySlice<UInt8>) -> (whole: Int, billionths: Int)? {
    var digits = 0
    var whole = 0
    while let digit = digit(&rest) {
      guard whole < 1_000_000_000_000 else { return nil }
      whole = whole * 10 + digit
      digits += 1
    }
    var billionths = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      var scale = 100_000_000
      while let digit = digit(&rest) {
        billionths += digit * scale
        scale /= 10
        digits += 1
      }
    }
    return digits > 0 ? (whole, billionths) : nil
  }

  private static func digit(_ rest: inout ArraySlice<UInt8>) -> Int? {
    guard let byte = rest.first, (48...57).contains(byte) else { return nil }
    rest.removeFirst()
    return Int(byte) - 48
  }

  private static func unit(_ rest: inout ArraySlice<UInt8>) -> Int? {
    for (name, size) in units where rest.starts(with: name.utf8) {
      rest.removeFirst(name.utf8.count)
      return size
    }
    return nil
  }

  /// In nanoseconds; longer names stand before those they begin with.
  private static let units: [(name: String, size: Int)] = [
    ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
    ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]
}
