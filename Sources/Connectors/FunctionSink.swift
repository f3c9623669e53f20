import CloudEvents
import HTTPTransport
import Routing

/// Where invocations without a source go: `/function/…` and `/async-function/…`.
package protocol FunctionSink: Sendable {
  /// Invokes a function, or queues the event for it.
  ///
  /// - Returns: nil where there is no such function, version or alias.
  func invoke(
    _ reference: FunctionReference, mode: DeliveryMode, _ event: CloudEvent,
    trace: TraceContext?, request: RequestTrace?, client: HTTPServerConnection?
  ) async -> Receipt?
}
