/// A version of a function as it runs.
package struct VersionStatus: Sendable, Hashable {
  /// `2`, or `latest`.
  package var version: String
  /// Invocations under way.
  package var inFlight: Int
  /// Whether its queue is held, or tried with single deliveries; nil where it has no breaker.
  package var isBroken: Bool?

  package init(version: String, inFlight: Int, isBroken: Bool?) {
    self.version = version
    self.inFlight = inFlight
    self.isBroken = isBroken
  }
}
