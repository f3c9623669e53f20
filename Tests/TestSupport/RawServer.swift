import EventLoops

/// A server on 127.0.0.1 that does on each connection what a test says, byte by byte.
// Safe because the listener is used on its loop only.
package final class RawServer: @unchecked Sendable {
  package let port: UInt16
  private let listener: Listener

  /// - Parameter script: what it does on a connection, which is closed afterwards.
  package init(_ script: @escaping @Sendable (RawPeer) async throws -> Void) async throws {
    listener = try await onLoop { loop in
      guard let address = SocketAddress(host: "127.0.0.1", port: 0) else {
        throw TestSupportError.failed("no address")
      }
      let listener = try Listener(address, loop: loop)
      loop.spawn {
        while let stream = try? await listener.accept() {
          loop.spawn {
            let peer = RawPeer(stream)
            try? await script(peer)
            try? await peer.close()
          }
        }
      }
      return listener
    }
    port = listener.address.port
  }

  deinit {
    let listener = listener
    SharedLoop.loop.spawn { listener.close() }
  }

  package var url: String { "http://127.0.0.1:\(port)/" }
}
