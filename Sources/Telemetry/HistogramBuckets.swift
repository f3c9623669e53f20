/// The buckets that every histogram has: half a millisecond to one minute.
enum HistogramBuckets {
  /// The upper bounds in nanoseconds; a last bucket without bound follows them.
  static let bounds: [Int64] = [
    500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
    250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
    30_000_000_000, 60_000_000_000,
  ]

  /// The bounds in seconds, as the label `le` carries them.
  static let labels = bounds.map { secondsText(UInt64($0)) } + ["+Inf"]

  /// The cells of one histogram: its buckets and its sum in nanoseconds.
  static let cellCount = labels.count + 1
}

/// Nanoseconds as decimal seconds, exactly and without needless zeros.
package func secondsText(_ nanoseconds: UInt64) -> String {
  let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
  guard rest > 0 else { return String(whole) }
  var digits = String(rest)
  digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
  while digits.hasSuffix("0") { digits.removeLast() }
  return "\(whole).\(digits)"
}
