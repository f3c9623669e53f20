import HTTPTransport

/// What an invocation brought.
enum InvocationResult: Sendable {
  /// An answer, whatever its status.
  case reply(HTTPReply)
  /// No answer in time.
  case timedOut
  /// No connection, or no program; nothing was sent.
  case unreachable(reason: String)
  /// No usable answer: a broken reply, an exit status other than 0.
  case failed(reason: String)
  /// Nobody waits for it any more.
  case cancelled
}
