import Instants

/// How long to wait before something is tried again: doubling, with jitter.
enum Backoff {
  static let first: Duration = .milliseconds(100)
  static let longest: Duration = .seconds(30)

  /// - Parameters:
  ///   - attempt: how often it failed; at least 1.
  ///   - random: 0 ..< 1; the wait is half to all of the step.
  static func wait(attempt: Int, random: Double) -> Duration {
    let step = first * (1 << min(max(attempt, 1) - 1, 16))
    return min(step, longest) * (0.5 + random / 2)
  }
}
