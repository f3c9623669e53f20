import Instants

/// One request of one sender, not counted yet.
struct RateCharge: Sendable {
  let limiter: RateLimiter
  let sender: UInt64

  /// Counts it; nil where the sender may go on.
  func refusal(at now: WallTime) -> Refusal? {
    limiter.secondsToWait(for: sender, at: now).map(Refusal.rate)
  }
}
