import EventLoops
import HTTPTransport

/// The listener of the admin API, on one loop.
// Safe because the server is used on its loop only.
package final class AdminListener: @unchecked Sendable {
  package let address: SocketAddress
  private let server: HTTPServer
  private let task: Task<Void, Never>

  private init(server: HTTPServer, task: Task<Void, Never>) {
    self.server = server
    self.task = task
    address = server.address
  }

  /// - Parameter tls: nil for plain HTTP.
  /// - Throws: `EventLoopError` where the place can't be listened at.
  package static func start(
    at place: ListeningPlace, loop: EventLoop, backend: any AdminBackend, access: AdminAccess,
    tls: ServerTLS? = nil
  ) async throws(EventLoopError) -> AdminListener {
    let started = loop.spawn { () -> Result<AdminListener, EventLoopError> in
      do throws(EventLoopError) {
        let handler = AdminHandler(backend: backend, access: access, loop: loop)
        let server = HTTPServer(try place.listen(loop), tls: tls, handler: handler)
        let task = loop.spawn { await server.run() }
        return .success(AdminListener(server: server, task: task))
      } catch {
        return .failure(error)
      }
    }
    return try await started.value.get()
  }

  /// Speaks TLS otherwise, or plain HTTP, on connections that come from now on.
  package func adopt(_ tls: ServerTLS?) async {
    await server.loop.spawn { self.server.tls = tls }.value
  }

  /// How long requests that are under way may take to be answered at the end.
  private static let stopTime: Duration = .seconds(1)

  /// Ends every connection, soon, and returns when the listener has ended.
  package func stop() async {
    let limit = server.loop.spawn {
      self.server.stop()
      guard (try? await self.server.loop.sleep(for: AdminListener.stopTime)) != nil else { return }
      self.server.abort()
    }
    await task.value
    limit.cancel()
  }
}
