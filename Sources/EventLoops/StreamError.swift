/// Why a stream can't be read or written.
package enum StreamError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The peer has closed, or this side has.
  case closed
  /// The deadline has come.
  case timedOut
  /// Somebody asked everything that waits to stop.
  case interrupted
  case failed(errno: Int32)
  /// The cipher refuses the peer or its bytes, or the peer refuses ours.
  case cipher(reason: String)

  package var description: String {
    switch self {
    case .closed: "connection closed"
    case .timedOut: "timed out"
    case .interrupted: "interrupted"
    case .failed(let code): systemMessage(code)
    case .cipher(let reason): reason
    }
  }
}
