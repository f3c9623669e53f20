/// How the end of a message's body is known (RFC 9112 section 6.3).
package enum Framing: Sendable, Hashable {
  /// There is no body.
  case none
  /// The body has this many bytes; 0 is possible.
  case length(Int)
  case chunked
  /// The body ends where the connection does; responses only.
  case untilClose

  /// Bytes of the body, where the head says it.
  package var knownLength: Int? {
    switch self {
    case .none: 0
    case .length(let length): length
    case .chunked, .untilClose: nil
    }
  }
}
