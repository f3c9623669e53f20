import Instants

/// What a Retry-After field asks for (RFC 9110 section 10.2.3): seconds, or a date to wait until.
///
/// A date that has passed is zero. Returns nil where the value is neither; more than ten digits
/// are cut to a hundred years.
package func retryAfter(_ value: Span<UInt8>, now: WallTime) -> Duration? {
  guard value.count > 0 else { return nil }
  var seconds = 0
  for index in 0..<value.count {
    guard value[index].isDigit else {
      guard let date = HTTPDate.parse(value, now: now) else { return nil }
      return max(.zero, date - now)
    }
    seconds = min(seconds * 10 + Int(value[index] &- 48), 3_155_760_000)
  }
  return .seconds(seconds)
}
