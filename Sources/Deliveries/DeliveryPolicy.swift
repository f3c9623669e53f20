/// An association's rules for queued deliveries (`delivery:` in the manifest).
package struct DeliveryPolicy: Sendable, Hashable {
  package enum Backoff: String, Sendable, Hashable, CaseIterable {
    case exponential, linear, constant
  }

  package enum Jitter: String, Sendable, Hashable, CaseIterable {
    /// Any wait from zero to the back-off.
    case full
    /// Any wait from half of the back-off to all of it.
    case equal
    /// The back-off itself.
    case none
  }

  /// Attempts after the first; 0 to 1,000. Knative: `retries: n` means n + 1 attempts.
  package var retries = 5
  package var backoff = Backoff.exponential
  /// The wait before the first retry, before jitter; the base of the back-off.
  package var delay: Duration = .seconds(1)
  package var jitter = Jitter.full
  /// The failures that are worth another attempt.
  package var retryOn = RetryRule.standard
  /// How long a delivery waits before its first attempt.
  package var firstAttemptAfter: Duration = .zero
  /// No back-off waits longer than this.
  package var maxDelay: Duration = .seconds(300)
  /// No `Retry-After` is obeyed beyond this.
  package var retryAfterMax: Duration = .seconds(3_600)
  /// An event older than this is not attempted any more; nil means no limit.
  package var maxAge: Duration?
  /// Overrides the version's timeout; nil leaves it.
  package var timeout: Duration?
  /// Whether what fails for good is kept as a dead letter.
  package var deadLetter = true

  package init() {}
}
