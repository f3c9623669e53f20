/// When a worker is left out, and for how long.
package struct EjectionSpec: Sendable, Hashable {
  /// Invocations that fail in a row before a worker is left out; 1 to 100. One that finds no
  /// connection is enough.
  package var failures = 3
  /// How long it is left out the first time, which doubles each time; 100 ms to 1 h.
  package var time: Duration = .seconds(2)
  /// How long it is left out at most; 100 ms to 1 h.
  package var maxTime: Duration = .seconds(60)

  enum Limits {
    static let failures = 1...100
    static let time: ClosedRange<Duration> = .milliseconds(100) ... .seconds(3_600)
  }

  package init() {}
}
