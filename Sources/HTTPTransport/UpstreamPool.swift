import EventLoops
import HTTPSyntax

/// Kept-alive connections of one loop to one `host:port`.
// Safe because it is confined to its loop's thread.
package final class UpstreamPool: @unchecked Sendable {
  package let host: String
  package let port: UInt16
  private let loop: EventLoop
  private let tls: UpstreamTLS?
  private var idle: [UpstreamConnection] = []
  private var isClosed = false
  private var addresses: [SocketAddress] = []
  private var addressesGoodUntil = MonotonicTime(nanoseconds: 0)

  /// Idle connections kept to one target on one loop.
  private static let idleLimit = 4_096
  /// How long an unused connection is kept.
  private static let idleTime: Duration = .seconds(60)
  /// How long a resolved name is used before it is looked up again.
  private static let addressTime: Duration = .seconds(30)

  /// - Parameter tls: nil for plain HTTP.
  package init(host: String, port: UInt16, loop: EventLoop, tls: UpstreamTLS? = nil) {
    self.host = host
    self.port = port
    self.loop = loop
    self.tls = tls
  }

  /// Sends one request and returns the answer, complete unless the request says otherwise.
  ///
  /// A pooled connection that turns out dead is replaced once by a new one, where nothing was sent
  /// or the method is safe (RFC 9110, section 9.2.2).
  package func send(_ request: UpstreamRequest) async throws(HTTPClientError) -> HTTPReply {
    if let pooled = takeIdle() {
      do throws(UpstreamFailure) {
        return try await pooled.exchange(request, from: self)
      } catch {
        guard error.isWorthAnotherTry, !error.wasSent || request.isSafe else { throw error.error }
      }
    }
    let fresh = try await connect(deadline: request.deadline)
    do throws(UpstreamFailure) {
      return try await fresh.exchange(request, from: self)
    } catch {
      throw error.error
    }
  }

  /// Keeps a connection for the next request, where it is fit for one.
  func takeBack(_ connection: UpstreamConnection, keepsAlive: Bool) {
    guard keepsAlive, !isClosed, idle.count < UpstreamPool.idleLimit else {
      return connection.stream.close()
    }
    connection.isIdleUntil = loop.now + UpstreamPool.idleTime
    idle.append(connection)
  }

  /// The connection used last, so that spare ones grow old and go.
  private func takeIdle() -> UpstreamConnection? {
    while let connection = idle.popLast() {
      if !connection.stream.isStale, loop.now < connection.isIdleUntil {
        return connection
      }
      connection.stream.close()
    }
    return nil
  }

  /// Closes connections that nobody has used for long, or whose peer has gone.
  package func sweep() {
    idle.removeAll { connection in
      let isOld = connection.stream.isStale || loop.now >= connection.isIdleUntil
      if isOld { connection.stream.close() }
      return isOld
    }
  }

  /// Closes every idle connection now, and each of the others after its answer.
  package func close() {
    isClosed = true
    for connection in idle { connection.stream.close() }
    idle.removeAll()
  }

  private func connect(deadline: MonotonicTime) async throws(HTTPClientError) -> UpstreamConnection
  {
    if addresses.isEmpty || addressesGoodUntil < loop.now {
      let found = await SocketAddress.lookUp(host, port: port)
      if !found.isEmpty { addresses = found }
      addressesGoodUntil = loop.now + UpstreamPool.addressTime
    }
    var lastError = HTTPClientError.unreachable(reason: "\(host): name not known")
    for address in addresses {
      do throws(HTTPClientError) {
        return UpstreamConnection(try await open(address, deadline))
      } catch .unreachable(let reason) {
        lastError = .unreachable(reason: reason)
      }
    }
    throw lastError
  }

  private func open(_ address: SocketAddress, _ deadline: MonotonicTime)
    async throws(HTTPClientError) -> Stream
  {
    let stream: Stream
    do throws(EventLoopError) {
      stream = try Stream.connecting(to: address, loop: loop)
    } catch {
      throw .unreachable(reason: error.description)
    }
    stream.deadline = deadline
    do throws(StreamError) {
      try await stream.connected()
      try await tls?.secure(stream)
      return stream
    } catch {
      stream.close()
      if error == .timedOut { throw .timedOut }
      if case .cipher(let reason) = error { throw .insecure(reason: reason) }
      throw .unreachable(reason: "\(address): \(error)")
    }
  }
}
