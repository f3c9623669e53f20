import HTTPTransport

/// What an invocation or a probe tells of its worker.
enum WorkerOutcome: Sendable {
  /// It has answered.
  case well
  /// No usable answer, none in time, or one that says that it can't work now: 502, 503, 504.
  ///
  /// A 500 may be the event's fault, which would then throw out one worker after the other.
  case failed
  /// No connection, or none that could be trusted: nothing was sent.
  case unreachable

  /// nil where a result tells nothing of the worker.
  init?(_ result: InvocationResult) {
    switch result {
    case .reply(let reply): self = (502...504).contains(reply.status) ? .failed : .well
    case .timedOut, .failed: self = .failed
    case .unreachable, .insecure: self = .unreachable
    case .busy, .body, .cancelled: return nil
    }
  }
}
