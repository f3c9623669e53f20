import EventLoops
import HTTPTransport
import Synchronization
import TLS
import TestSupport
import Testing

/// An HTTP server that speaks TLS on a loop of its own, and what it refused.
final class SecureServer: Sendable {
  let port: UInt16
  private let test: TestLoop
  private let server: HTTPServer
  private let serving: Task<Void, Never>
  private let refused: Refusals

  /// Runs one for as long as `body` takes.
  static func with<Result: Sendable>(
    _ context: TLSServerContext, limits: HTTPServerLimits = HTTPServerLimits(),
    handler: any HTTPHandler = EchoHandler(),
    _ body: (SecureServer) async throws -> Result
  ) async throws -> Result {
    let server = try await SecureServer(context, limits, handler)
    do {
      let result = try await body(server)
      await server.end()
      return result
    } catch {
      await server.end()
      throw error
    }
  }

  private init(
    _ context: TLSServerContext, _ limits: HTTPServerLimits, _ handler: any HTTPHandler
  ) async throws {
    let (test, refused) = (try TestLoop(), Refusals())
    let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
    server = try await test.run {
      try HTTPServer(
        on: address, loop: test.loop, limits: limits,
        tls: ServerTLS(context) { refused.add($0) }, handler: handler)
    }
    serving = test.loop.spawn { [server] in await server.run() }
    port = server.address.port
    self.test = test
    self.refused = refused
  }

  private func end() async {
    await test.run { self.server.abort() }
    await serving.value
    test.end()
  }

  /// Takes another context, as after a reload.
  func adopt(_ context: TLSServerContext) async {
    await test.run { self.server.tls?.context = context }
  }

  /// Whether it refuses a client for a reason that holds `words`, soon.
  func refuses(_ words: String) async -> Bool {
    await poll {
      self.refused.all
    } until: {
      $0.contains { $0.contains(words) }
    }
    .contains { $0.contains(words) }
  }

  /// What openssl(1) says of a connection on which it sends one request.
  ///
  /// - Parameters:
  ///   - command: one of its letters, which it is told first.
  ///   - mark: what it says when it has done so.
  func sClient(
    _ options: [String] = [], command: String? = nil, until mark: String = ""
  ) async throws -> String {
    let client = try ChildProcess(
      "openssl", ["s_client", "-connect", "127.0.0.1:\(port)"] + options)
    if let command {
      client.write("\(command)\n")
      _ = await client.errors.first(containing: mark)
    }
    client.write(SecureServer.request)
    // Each stream up to its end, which may be read after that of the process is known.
    for stream in [client.output, client.errors] { _ = await stream.first { _ in false } }
    return client.output.text + client.errors.text
  }

  private static let request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
}

/// Why clients were refused, in order.
private final class Refusals: Sendable {
  private let reasons = Mutex<[String]>([])
  var all: [String] { reasons.withLock { $0 } }
  func add(_ reason: String) { reasons.withLock { $0.append(reason) } }
}
