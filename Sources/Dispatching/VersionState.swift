import Routing

/// A version of a function as it runs.
package struct VersionState: Sendable, Hashable {
  package var version: FunctionVersion
  /// Invocations under way.
  package var inFlight: Int
  /// Whether its queue is held, or tried with single deliveries; nil where it has no breaker.
  package var isBroken: Bool?
}
