import EventLoops

/// What answers requests.
package protocol HTTPHandler: Sendable {
  /// Answers one request, on the connection's loop.
  ///
  /// The head is lent by `connection.withHead` until the body is read or the answer begins. Returning without an answer closes the connection.
  func handle(_ connection: HTTPServerConnection) async throws(StreamError)
}
