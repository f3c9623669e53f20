/// How many deliveries there may be in a time: a bucket of tokens that fills up again evenly.
package struct PaceSpec: Sendable, Hashable {
  /// Deliveries in one `period`; 1 to 1,000,000.
  package var limit: Int
  package var period: RateSpec.Period
  /// Deliveries at once after a pause; 1 to 1,000,000.
  package var burst: Int

  package init(limit: Int, period: RateSpec.Period, burst: Int) {
    self.limit = limit
    self.period = period
    self.burst = burst
  }

  /// `100/s`.
  package var written: String { "\(limit)/\(period.rawValue)" }
}
