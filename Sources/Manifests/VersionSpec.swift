/// How one version of a function is invoked, and how hard it may be driven.
package struct VersionSpec: Sendable, Hashable {
  package var target: TargetSpec
  /// How long one invocation may take; 1 ms to 24 h.
  package var timeout: Duration = .seconds(30)
  /// Invocations at the same time, over all loops; 1 to 100,000.
  package var concurrency = 1_000
  /// Queued deliveries at the same time, found out between these bounds; nil for `concurrency`.
  package var adaptiveConcurrency: ClosedRange<Int>?
  /// How long a sync invocation waits for room before it is refused (429); 0 s to 1 h.
  package var maxWait: Duration = .seconds(1)
  /// Bytes of a reply's body (or of standard output) before it counts as broken.
  package var maxReplyBytes = 16 * 1_048_576
  /// How many deliveries there may be in a time; nil for no limit.
  package var rate: PaceSpec?
  /// When its queue is held because it fails; nil for never.
  package var breaker: BreakerSpec? = BreakerSpec()
  /// How many retries there may be; nil for no limit.
  package var retryBudget: RetryBudgetSpec? = RetryBudgetSpec()
  /// Whether the address or command holds a secret, so that no message may show it.
  package var hidesTarget = false

  /// What the fields may be, for whoever reads them from a text.
  enum Limits {
    static let timeout: ClosedRange<Duration> = .milliseconds(1) ... .seconds(86_400)
    static let concurrency = 1...100_000
    static let maxWait: ClosedRange<Duration> = .zero ... .seconds(3_600)
    static let maxReplyBytes = 0...1_073_741_824
  }

  package init(target: TargetSpec) { self.target = target }
}
