import EventLoops
import HTTPSyntax
import Instants

/// An HTTP/1.1 server on one loop: accepts connections and runs one task for each that is not silent.
// Safe because it is confined to its loop's thread.
package final class HTTPServer: @unchecked Sendable {
  package let loop: EventLoop
  package let limits: HTTPServerLimits
  private let handler: any HTTPHandler
  private let listener: Listener
  /// How connections that come from now on speak TLS; nil for plain HTTP.
  package var tls: ServerTLS?
  private var handshakes = 0
  private var connections: [ObjectIdentifier: HTTPServerConnection] = [:]
  /// How many of them each client has, but for those turned away.
  private var clients: [UInt64: Int] = [:]
  private var turnedAwayCount = 0
  private var isStopping = false
  private let emptied = Signal()
  /// The `Date` header line, made anew each second.
  private var dateLine: [UInt8] = []
  private var dateSecond: Int64 = .min

  /// Takes the listener over, and its loop.
  package init(
    _ listener: Listener, limits: HTTPServerLimits = HTTPServerLimits(), tls: ServerTLS? = nil,
    handler: any HTTPHandler
  ) {
    loop = listener.loop
    self.limits = limits
    self.tls = tls
    self.handler = handler
    self.listener = listener
  }

  /// - Throws: `EventLoopError` where the address can't be listened on.
  package convenience init(
    on address: SocketAddress, loop: EventLoop, limits: HTTPServerLimits = HTTPServerLimits(),
    tls: ServerTLS? = nil, handler: any HTTPHandler
  ) throws(EventLoopError) {
    self.init(
      try Listener(address, loop: loop), limits: limits, tls: tls, handler: handler)
  }

  /// Where it listens.
  package var address: SocketAddress { listener.address }

  /// Connections that are open now.
  package var connectionCount: Int { connections.count }

  /// Those of them that wait for a request without a task.
  package var restingCount: Int { connections.values.count(where: \.isResting) }

  /// Serves until `stop`; returns when the last connection has ended.
  package func run() async {
    while !isStopping {
      do throws(EventLoopError) {
        guard let stream = try await listener.accept() else { break }
        admit(stream)
      } catch {
        // No descriptors or memory left: what is open goes on, new connections wait.
        try? await loop.sleep(for: .milliseconds(100))
      }
    }
    while !connections.isEmpty { await emptied.wait() }
  }

  /// Takes no new connection, ends idle ones, and lets requests under way be answered.
  package func stop() {
    guard !isStopping else { return }
    isStopping = true
    listener.close()
    for connection in connections.values { connection.drain() }
  }

  /// Ends every connection at once.
  package func abort() {
    stop()
    for connection in connections.values {
      // Closing alone would be put off by a program that is being started: it holds a copy of every
      // descriptor until it runs.
      connection.stream.shutdownWrites()
      connection.stream.close()
    }
  }

  private func admit(_ stream: Stream) {
    let client = stream.peerNetwork
    let isWelcome =
      connections.count - turnedAwayCount < limits.connections
      && client.map { clients[$0, default: 0] < limits.connectionsPerClient } ?? true
    guard isWelcome || turnedAwayCount < limits.turnedAway else { return stream.close() }
    let connection = HTTPServerConnection(stream, server: self)
    connections[ObjectIdentifier(connection)] = connection
    if !isWelcome { turnedAwayCount += 1 } else if let client { clients[client, default: 0] += 1 }
    stream.wake = { [self, unowned connection] in serve(connection, isWelcome, client) }
    guard let tls else { return connection.rest(for: limits.idle) }
    loop.spawn { [self] in
      if await secure(stream, tls) { return connection.rest(for: limits.idle) }
      stream.close()
      end(connection, isWelcome, client)
    }
  }

  /// Answers what has come, in a task that ends when the client has been silent for a while.
  private func serve(_ connection: HTTPServerConnection, _ isWelcome: Bool, _ client: UInt64?) {
    loop.spawn { [self] in
      if await connection.serve(isWelcome ? handler : Overloaded()) { return }
      end(connection, isWelcome, client)
    }
  }

  private func end(_ connection: HTTPServerConnection, _ isWelcome: Bool, _ client: UInt64?) {
    connection.stream.wake = nil
    connections[ObjectIdentifier(connection)] = nil
    if !isWelcome { turnedAwayCount -= 1 } else if let client { release(client) }
    if connections.isEmpty { emptied.raise() }
  }

  private func release(_ client: UInt64) {
    guard let count = clients[client], count > 1 else {
      clients[client] = nil
      return
    }
    clients[client] = count - 1
  }

  /// Shakes hands with a client; false where that failed.
  private func secure(_ stream: Stream, _ tls: ServerTLS) async -> Bool {
    guard handshakes < limits.handshakes else {
      tls.refused("\(handshakes) handshakes are under way")
      return false
    }
    handshakes += 1
    defer { handshakes -= 1 }
    stream.deadline = loop.now + limits.handshakeTime
    do throws(StreamError) {
      try await tls.secure(stream)
      return true
    } catch {
      tls.refused(error.description)
      return false
    }
  }

  /// Appends `Date: …\r\n` (RFC 9110, section 6.6.1).
  func appendDate(to output: inout [UInt8]) {
    let now = loop.wallNow
    if now.secondsSinceEpoch != dateSecond {
      dateSecond = now.secondsSinceEpoch
      dateLine.removeAll(keepingCapacity: true)
      dateLine.append("Date: ")
      HTTPDate.append(now, to: &dateLine)
      dateLine.append("\r\n")
    }
    output.append(contentsOf: dateLine)
  }
}

/// Answers whoever comes when the server is full.
private struct Overloaded: HTTPHandler {
  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    connection.closeAfterReply()
    try await connection.respond(
      Problem(status: 503, detail: "too many connections"), retryAfterSeconds: 1)
  }
}
