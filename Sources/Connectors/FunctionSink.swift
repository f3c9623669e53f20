import CloudEvents
import HTTPTransport
import Instants
import Routing

/// Where invocations without a source go: `/function/…` and `/async-function/…`.
package protocol FunctionSink: Sendable {
  /// Invokes a function, or queues the event for it.
  ///
  /// - Parameters:
  ///   - notBefore: a queued event is not attempted before this.
  ///   - callback: the URL to which the result of a queued event is posted; checked, and written as
  ///     `HTTPAddress.text` has it.
  /// - Returns: nil where there is no such function, version or alias.
  func invoke(
    _ reference: FunctionReference, mode: DeliveryMode, _ event: CloudEvent,
    trace: TraceContext?, request: RequestTrace?, client: HTTPServerConnection?,
    notBefore: WallTime?, callback: String?
  ) async -> Receipt?

  /// Cancels what `invoke` has queued.
  ///
  /// - Parameter call: the delivery's id, which is the call's.
  /// - Returns: nil where there is no such delivery, or it has ended.
  func cancel(_ call: String) async -> Receipt?

  /// What is known of what `invoke` has queued, and of other deliveries whose results are kept.
  ///
  /// - Returns: nil where there is no such delivery, or its result is not kept any more.
  func report(on call: String) async -> CallReport?
}
