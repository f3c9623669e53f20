import Instants

extension DeliveryPolicy {
  /// What follows from an attempt.
  ///
  ///     result     attempts ≤ retries, young enough   else
  ///     delivered  done                               done
  ///     permanent  dead or failed                     dead or failed
  ///     retryable  retry                              dead or failed; expired where it is the age
  ///
  /// - Parameters:
  ///   - attempts: made so far, this one included; at least 1.
  ///   - acceptedAt: when the event came in, which its age is counted from.
  ///   - random: 64 random bits, for the jitter.
  package func decide(
    after result: AttemptResult, attempts: Int, acceptedAt: WallTime, now: WallTime,
    random: UInt64
  ) -> DeliveryDecision {
    precondition(attempts >= 1, "a decision after \(attempts) attempts")
    switch result.kind {
    case .delivered: return .done
    case .permanent: return failure(result.reason)
    case .retryable: break
    }
    guard attempts <= retries else {
      return failure(attempts == 1 ? result.reason : "\(result.reason), after \(attempts) attempts")
    }
    let next = now + wait(afterAttempt: attempts, retryAfter: result.retryAfter, random: random)
    return hasExpired(acceptedAt: acceptedAt, at: next) ? .expired : .retry(at: next)
  }

  private func failure(_ reason: String) -> DeliveryDecision {
    deadLetter ? .dead(reason: reason) : .failed(reason: reason)
  }

  /// Whether an event is too old to be attempted at `instant`.
  package func hasExpired(acceptedAt: WallTime, at instant: WallTime) -> Bool {
    guard let maxAge else { return false }
    return instant - acceptedAt > maxAge
  }

  /// The back-off with full jitter, or what the function asked for where that is longer.
  ///
  /// Full jitter (any wait from zero to the back-off, all equally likely) keeps deliveries that
  /// failed together from coming back together.
  func wait(afterAttempt attempt: Int, retryAfter: Duration?, random: UInt64) -> Duration {
    let ceiling = UInt64(max(0, backoff(afterAttempt: attempt).wholeNanoseconds))
    // The high half of a product spreads 64 random bits evenly over 0…ceiling.
    let jittered = Duration.nanoseconds(Int64((ceiling + 1).multipliedFullWidth(by: random).high))
    return max(jittered, min(retryAfter ?? .zero, retryAfterMax))
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
