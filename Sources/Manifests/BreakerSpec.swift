/// When the queue of a target that fails is held, and for how long.
package struct BreakerSpec: Sendable, Hashable {
  /// Invocations in a row that find the target down before its queue is held; 1 to 1,000.
  package var failures = 10
  /// How many of a window's deliveries must fail, in whatever way, before the queue is held; 1 to
  /// 100 percent.
  package var sharePercent = 80
  /// The time that is looked back on for the share; 1 s to 1 h.
  package var window: Duration = .seconds(60)
  /// How long the queue is held the first time, which doubles each time; 100 ms to 1 h.
  package var time: Duration = .seconds(1)
  /// How long it is held at most; 100 ms to 1 h.
  package var maxTime: Duration = .seconds(60)
  /// Whether sync calls are refused as well (503), and count.
  package var isSync = false

  enum Limits {
    static let failures = 1...1_000
    static let sharePercent = 1...100
    static let window: ClosedRange<Duration> = .seconds(1) ... .seconds(3_600)
    static let time: ClosedRange<Duration> = .milliseconds(100) ... .seconds(3_600)
  }

  package init() {}
}
