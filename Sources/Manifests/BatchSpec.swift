/// How many of an association's queued events a function gets in one request.
package struct BatchSpec: Sendable, Hashable {
  /// The most events of a request; 1 to 10,000.
  package var size: Int
  /// The most bytes of a request's body; an event that is larger goes alone. Lambda's payload limit.
  package var bytes = 6 * 1_048_576
  /// How long the first event waits for others at most; with zero, Lambda's default for queues, none
  /// waits: what is there goes.
  package var window: Duration = .zero
  /// Whether a batch that failed as a whole is split, until what fails stands alone.
  package var isBisected = false

  /// What the fields may be, for whoever reads them from a text.
  enum Limits {
    static let size = 1...10_000
    static let bytes = 1_024...67_108_864
    static let window: ClosedRange<Duration> = .zero ... .seconds(300)
  }

  package init(size: Int) { self.size = size }
}
