import CloudEvents
import Connectors
import Manifests

extension Router {
  /// Settles which trace an arrival belongs to: the message's, the event's own, or a new one.
  func settleTrace(of arrival: inout Arrival, _ snapshot: LoopCatalog) {
    switch snapshot.tracing {
    case .off: arrival.trace = nil
    case .propagate:
      if arrival.event.hasExtensions, arrival.trace == nil {
        arrival.trace = TraceContext(arrival.event)
      }
    case .start:
      if arrival.trace == nil {
        arrival.trace =
          TraceContext(arrival.event) ?? TraceContext(beginningWith: &randomBits)
      }
    }
  }

  /// A trace as one attempt passes it on: under a parent id of its own.
  func nextStep(of trace: TraceContext?, _ snapshot: LoopCatalog) -> TraceContext? {
    guard let trace, snapshot.tracing != .off else { return nil }
    return trace.next(&randomBits)
  }
}
