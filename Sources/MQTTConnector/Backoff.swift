/// Waits that double with each failure, each drawn at random from the upper half of its range, so
/// that many clients of a broker that comes back don't come back at the same instant.
struct Backoff: Sendable, Hashable {
  /// The bounds of the wait before chance makes it shorter.
  static let shortest = Duration.milliseconds(500)
  static let longest = Duration.seconds(30)

  private var failures = 0

  /// The wait after one more failure; 0.25 s to 30 s.
  mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
    let ceiling = min(Backoff.shortest * (1 << min(failures, 16)), Backoff.longest)
    failures += 1
    return ceiling * Double.random(in: 0.5...1, using: &generator)
  }

  /// The next failure is the first again.
  mutating func reset() { failures = 0 }
}
