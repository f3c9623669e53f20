/// Where connectors hand their events: the router.
package protocol EventSink: Sendable {
  /// Takes one event and returns once its fate is known, on the loop of the caller.
  ///
  /// Cancelling the task makes a waiting delivery give up with `.retryLater`.
  func accept(_ arrival: consuming Arrival) async -> Receipt
}
