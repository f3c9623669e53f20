/// Why an upstream gave no usable answer.
package enum HTTPClientError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No connection could be made; nothing was sent.
  case unreachable(reason: String)
  /// The other side could not be trusted, or does not trust this one; nothing was sent. The reason
  /// does not tell the address.
  case insecure(reason: String)
  /// There were as many connections as there may be and none came free in time, or the system has
  /// no descriptor or memory left for one; nothing was sent.
  case exhausted(reason: String)
  /// The connection broke before the answer was complete.
  case broken(reason: String)
  /// The answer breaks HTTP's rules or a limit.
  case malformed(reason: String)
  /// The deadline came first.
  case timedOut
  /// The client whose body was passed on broke off, or broke a rule.
  case body(RequestBody.Failure)
  /// The router is stopping, or nobody waits any more.
  case cancelled

  package var description: String {
    switch self {
    case .unreachable(let reason): "no connection: \(reason)"
    case .insecure(let reason): "no secure connection: \(reason)"
    case .exhausted(let reason): reason
    case .broken(let reason): "connection lost: \(reason)"
    case .malformed(let reason): "broken reply: \(reason)"
    case .timedOut: "timed out"
    case .body: "the request's body did not come to its end"
    case .cancelled: "cancelled"
    }
  }
}
