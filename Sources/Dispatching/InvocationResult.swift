import HTTPTransport

/// What an invocation brought.
enum InvocationResult: Sendable {
  /// An answer, whatever its status.
  case reply(HTTPReply)
  /// No answer in time.
  case timedOut
  /// No connection, or no program; nothing was sent.
  case unreachable(reason: String)
  /// No connection that could be trusted; nothing was sent. The reason does not tell the address.
  case insecure(reason: String)
  /// No connection came free in time; nothing was sent.
  case busy(reason: String)
  /// No usable answer: a broken reply, an exit status other than 0.
  case failed(reason: String)
  /// The body that was passed on broke off or broke a rule: the client's fault.
  case body(RequestBody.Failure)
  /// Nobody waits for it any more.
  case cancelled
}
