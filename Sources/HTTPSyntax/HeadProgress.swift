/// Where a parser stands in a head that arrives piece by piece.
///
/// A line is parsed only when its end has come, and the search for that end goes over every byte
/// once; so a head that arrives a byte at a time costs no more than linear time.
struct HeadProgress {
  enum Phase { case startLine, fields, done }

  var phase = Phase.done
  /// Start of the first line that has not been parsed.
  var position = 0
  /// How many bytes have been searched for the end of that line; 0 before the first attempt.
  var seen = 0

  mutating func restart() {
    phase = .startLine
    position = 0
    seen = 0
  }

  /// Whether `bytes` brings anything a parser could not have seen before.
  mutating func isWorthwhile(_ bytes: Span<UInt8>, limit: Int) -> Bool {
    let from = seen
    seen = bytes.count
    if from == 0 || bytes.count > limit { return true }
    for index in from..<bytes.count where bytes[index] == .lineFeed { return true }
    return false
  }
}
