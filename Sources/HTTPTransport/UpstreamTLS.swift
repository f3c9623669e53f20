import EventLoops
import TLS

/// How connections to an upstream speak TLS.
package struct UpstreamTLS: Sendable {
  package var context: TLSClientContext
  /// The name or address that the upstream's certificate must be made for.
  package var serverName: String

  package init(_ context: TLSClientContext, serverName: String) {
    self.context = context
    self.serverName = serverName
  }

  /// Shakes hands on a stream that is connected.
  func secure(_ stream: Stream) async throws(StreamError) {
    let session: TLSSession
    do throws(TLSError) {
      session = try context.session(for: stream.descriptor, serverName: serverName)
    } catch {
      throw .cipher(reason: "TLS: \(error)")
    }
    try await stream.secure(with: session)
  }
}
