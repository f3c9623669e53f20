/// A point in civil time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// The range is 1677 to 2262. Pure code takes it as an argument; the clock is read at the edges.
package struct WallTime: Sendable, Hashable, Comparable {
  package var nanosecondsSinceEpoch: Int64

  package init(nanosecondsSinceEpoch: Int64) {
    self.nanosecondsSinceEpoch = nanosecondsSinceEpoch
  }

  package init(secondsSinceEpoch: Int64) {
    self.init(nanosecondsSinceEpoch: secondsSinceEpoch * 1_000_000_000)
  }

  package init(millisecondsSinceEpoch: Int64) {
    self.init(nanosecondsSinceEpoch: millisecondsSinceEpoch * 1_000_000)
  }

  /// Whole seconds since the epoch, rounded down (also before 1970).
  package var secondsSinceEpoch: Int64 {
    let (quotient, remainder) = nanosecondsSinceEpoch.quotientAndRemainder(
      dividingBy: 1_000_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// Whole milliseconds since the epoch, rounded down (also before 1970).
  package var millisecondsSinceEpoch: Int64 {
    let (quotient, remainder) = nanosecondsSinceEpoch.quotientAndRemainder(dividingBy: 1_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  package static func < (left: WallTime, right: WallTime) -> Bool {
    left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch
  }

  /// Later by `duration`; what would lie beyond the range becomes its end.
  package static func + (time: WallTime, duration: Duration) -> WallTime {
    let (sum, overflow) = time.nanosecondsSinceEpoch.addingReportingOverflow(
      duration.wholeNanoseconds)
    guard overflow else { return WallTime(nanosecondsSinceEpoch: sum) }
    return WallTime(nanosecondsSinceEpoch: duration < .zero ? .min : .max)
  }

  /// Earlier by `duration`; what would lie beyond the range becomes its end.
  package static func - (time: WallTime, duration: Duration) -> WallTime {
    let (difference, overflow) = time.nanosecondsSinceEpoch.subtractingReportingOverflow(
      duration.wholeNanoseconds)
    guard overflow else { return WallTime(nanosecondsSinceEpoch: difference) }
    return WallTime(nanosecondsSinceEpoch: duration < .zero ? .max : .min)
  }

  /// The time from `earlier` to `later`; negative where they stand the other way round.
  package static func - (later: WallTime, earlier: WallTime) -> Duration {
    .nanoseconds(later.nanosecondsSinceEpoch) - .nanoseconds(earlier.nanosecondsSinceEpoch)
  }
}

extension Duration {
  /// The duration in nanoseconds, clamped to what 64 bits hold (292 years).
  package var wholeNanoseconds: Int64 {
    Int64(clamping: attoseconds / 1_000_000_000)
  }

  /// The duration in seconds as a floating-point number.
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }

  /// The duration in whole milliseconds, rounded down toward zero.
  package var wholeMilliseconds: Int64 { wholeNanoseconds / 1_000_000 }
}
