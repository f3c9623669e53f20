import EventLoops
import HTTPSyntax
import Instants

/// Kept-alive connections of one loop to one upstream.
// Safe because it is confined to its loop's thread.
package final class UpstreamPool: @unchecked Sendable {
  private let loop: EventLoop
  private let dialer: UpstreamDialer
  private let limits: UpstreamLimits
  private let idleNanoseconds: UInt64
  private let line: ConnectionLine
  private var idle: [UpstreamConnection] = []
  private var isClosed = false

  /// - Parameters:
  ///   - tls: nil for plain HTTP.
  ///   - names: what looks up the host; one for all pools, so that they share what it finds.
  package init(
    to place: UpstreamPlace, loop: EventLoop, tls: UpstreamTLS? = nil,
    limits: UpstreamLimits = UpstreamLimits(), names: NameResolver = NameResolver()
  ) {
    self.loop = loop
    self.limits = limits
    idleNanoseconds = UInt64(max(0, limits.idle.wholeNanoseconds))
    line = ConnectionLine(limits)
    dialer = UpstreamDialer(
      place: place, loop: loop, tls: tls, names: names, time: limits.connect)
  }

  package convenience init(
    host: String, port: UInt16, loop: EventLoop, tls: UpstreamTLS? = nil
  ) {
    self.init(to: .host(host, port: port), loop: loop, tls: tls)
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
      return try await send(request, in: pooled.place)
    }
    let turn = await line.turn(until: request.deadline, loop: loop)
    var request = request
    if let time = request.time { request.deadline = loop.now + time }
    switch turn {
    case .place(let place)?: return try await send(request, in: place)
    case .connection(let handedOver)?:
      do throws(UpstreamFailure) {
        return try await handedOver.exchange(request, from: self)
      } catch {
        guard error.isWorthAnotherTry, !error.wasSent || request.isSafe else { throw error.error }
      }
      return try await send(request, in: handedOver.place)
    case nil: throw .exhausted(reason: "its \(limits.connections) connections are all in use")
    }
  }

  /// Sends on a new connection.
  private func send(
    _ request: UpstreamRequest, in place: ConnectionPlace
  ) async throws(HTTPClientError) -> HTTPReply {
    let stream = try await dialer.connect(deadline: request.deadline)
    let fresh = UpstreamConnection(stream, in: place, retiresAt: loop.now + limits.age)
    do throws(UpstreamFailure) {
      return try await fresh.exchange(request, from: self)
    } catch {
      throw error.error
    }
  }

  /// Keeps a connection for the next request, where it is fit for one.
  func takeBack(_ connection: UpstreamConnection, keepsAlive: Bool) {
    let now = loop.now
    connection.isIdleUntil = min(
      MonotonicTime(nanoseconds: now.nanoseconds &+ idleNanoseconds), connection.retiresAt)
    guard keepsAlive, !isClosed, now < connection.isIdleUntil else {
      return connection.stream.close()
    }
    if line.isAwaited {
      // Where it can't be used any more, whoever waits may make another one in its place.
      if connection.stream.isStale { return connection.stream.close() }
      if line.handOver(connection) { return }
    }
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
}
