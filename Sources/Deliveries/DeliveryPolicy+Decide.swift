import Instants

extension DeliveryPolicy {
  /// What follows from an attempt.
  ///
  ///     result     attempts ≤ retries, young enough   else
  ///     delivered  done                               done
  ///     retried    retry                              dead or failed; expired where it is the age
  ///     others     dead or failed                     dead or failed
  ///
  /// - Parameters:
  ///   - attempts: made so far, this one included; at least 1.
  ///   - expiresAt: the last moment at which it may be attempted; nil means no limit.
  ///   - random: gives 64 random bits, for the jitter; asked where there is a retry.
  package func decide(
    after result: AttemptResult, attempts: Int, expiresAt: WallTime?, now: WallTime,
    random: @autoclosure () -> UInt64
  ) -> DeliveryDecision {
    precondition(attempts >= 1, "a decision after \(attempts) attempts")
    if result.kind == .delivered { return .done }
    guard retryOn.contains(where: { $0.matches(result.cause) }) else {
      return failure(result.reason)
    }
    guard attempts <= retries else {
      return failure(attempts == 1 ? result.reason : "\(result.reason), after \(attempts) attempts")
    }
    let next = now + wait(afterAttempt: attempts, retryAfter: result.retryAfter, random: random())
    if let expiresAt, next > expiresAt { return .expired }
    return .retry(at: next)
  }

  private func failure(_ reason: String) -> DeliveryDecision {
    deadLetter ? .dead(reason: reason) : .failed(reason: reason)
  }

  /// The last moment at which an event may be attempted; nil means no limit.
  ///
  /// - Parameter expiryTime: the event's own limit, its extension `expirytime`.
  package func expiry(acceptedAt: WallTime, expiryTime: WallTime?) -> WallTime? {
    [maxAge.map { acceptedAt + $0 }, expiryTime].compactMap(\.self).min()
  }

  /// The back-off with its jitter, or what the function asked for where that is longer.
  ///
  /// Jitter keeps deliveries that failed together from coming back together.
  func wait(afterAttempt attempt: Int, retryAfter: Duration?, random: UInt64) -> Duration {
    let ceiling = UInt64(max(0, backoff(afterAttempt: attempt).wholeNanoseconds))
    let floor =
      switch jitter {
      case .full: UInt64(0)
      case .equal: ceiling / 2
      case .none: ceiling
      }
    // The high half of a product spreads 64 random bits evenly over 0…ceiling - floor.
    let spread = (ceiling - floor + 1).multipliedFullWidth(by: random).high
    return max(.nanoseconds(Int64(floor + spread)), min(retryAfter ?? .zero, retryAfterMax))
  }

  /// The longest wait after the attempt with this number (1 is the first).
  func backoff(afterAttempt attempt: Int) -> Duration {
    switch backoff {
    case .constant: return min(delay, maxDelay)
    case .linear: return min(delay * attempt, maxDelay)
    case .exponential:
      var wait = delay
      for _ in 1..<max(attempt, 1) where wait > .zero && wait < maxDelay { wait = wait * 2 }
      return min(wait, maxDelay)
    }
  }
}
