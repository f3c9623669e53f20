/// How workers are asked whether they are well.
package struct ProbeSpec: Sendable, Hashable {
  /// What is asked for, with `GET`; begins with `/`.
  package var path: String
  /// From one answer to the next question; 100 ms to 1 h.
  package var interval: Duration = .seconds(5)
  /// How long an answer may take; 1 ms to 1 m.
  package var timeout: Duration = .seconds(1)

  enum Limits {
    static let interval: ClosedRange<Duration> = .milliseconds(100) ... .seconds(3_600)
    static let timeout: ClosedRange<Duration> = .milliseconds(1) ... .seconds(60)
  }

  package init(path: String) { self.path = path }
}
