/// How many retries there may be beside first attempts.
package struct RetryBudgetSpec: Sendable, Hashable {
  /// Retries for each first attempt; 0 to 1,000 percent.
  package var sharePercent = 20
  /// Retries that there may be in any case; what was not used of it for ten seconds is lost.
  package var floor: PaceSpec

  static let sharePercents = 0...1_000
  /// The seconds of `floor` that can be saved up.
  private static let savedSeconds = 10

  package init() { floor = RetryBudgetSpec.floor(limit: 10, period: .second) }

  static func floor(limit: Int, period: RateSpec.Period) -> PaceSpec {
    PaceSpec(
      limit: limit, period: period, burst: max(1, limit * savedSeconds / period.seconds))
  }
}
