/// A failed exchange, with what is needed to know whether it may be tried again.
struct UpstreamFailure: Error {
  var error: HTTPClientError
  /// Whether any byte of the request may have reached the peer.
  var wasSent: Bool
  /// Whether the connection was dead before any byte of an answer came.
  var isWorthAnotherTry: Bool
}
