import EventLoops
import TLS

/// How a server's new connections speak TLS.
package struct ServerTLS: Sendable {
  package var context: TLSServerContext
  /// Told why a handshake failed, on the server's loop.
  package var refused: @Sendable (_ reason: String) -> Void

  package init(
    _ context: TLSServerContext, refused: @escaping @Sendable (_ reason: String) -> Void = { _ in }
  ) {
    self.context = context
    self.refused = refused
  }

  /// Shakes hands on a stream that was accepted.
  func secure(_ stream: Stream) async throws(StreamError) {
    let session: TLSSession
    do throws(TLSError) {
      session = try context.session(for: stream.descriptor)
    } catch {
      throw .cipher(reason: "TLS: \(error)")
    }
    try await stream.secure(with: session)
  }
}
