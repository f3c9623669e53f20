import EventLoops
import HTTPTransport
import TLS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct TransferTests {
  @Test(arguments: ["1.2", "1.3"], [1, 16_384, 16_385, 9_000_000])
  func `bodies arrive whole both ways`(version: String, count: Int) async throws {
    let authority = try await TestAuthority()
    let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let (sent, got) = (authority.folder.file("sent"), authority.folder.file("got"))
    try writeFile(sent, body)
    try await SecureServer.with(authority.context()) { server async throws in
      let curl = try ChildProcess(
        "curl",
        [
          "-sS", "--tlsv\(version)", "--tls-max", version, "--cacert", authority.certificate,
          "--data-binary", "@\(sent)", "-H", "Expect:", "-o", got,
          "https://localhost:\(server.port)/", "--resolve", "localhost:\(server.port):127.0.0.1",
        ])
      #expect(await curl.wait() == .code(0), "\(curl.errors.text)")
      #expect(try readFile(got) == body)
    }
  }

  @Test func `a client that reads slowly gets everything`() async throws {
    let authority = try await TestAuthority()
    let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try await SecureServer.with(authority.context(), handler: FixedHandler(body: body)) {
      server async throws in
      let got = try await secureStream(to: server.port, authority) { stream, loop in
        try await stream.write(Array("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8))
        var bytes: [UInt8] = []
        // The peer's socket fills up before the first byte is read, and again and again.
        while true {
          try await loop.sleep(for: .milliseconds(1))
          let count = try await stream.fill()
          if count == 0 { return bytes }
          bytes += stream.input.copy(0..<count)
          stream.consume(count)
        }
      }
      #expect(got.suffix(body.count) == body[...])
    }
  }

  @Test func `what is passed on from another stream is encrypted too`() async throws {
    let authority = try await TestAuthority()
    let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let context = try authority.context()
    try await SecureServer.with(context, handler: FixedHandler(body: body)) { origin async throws in
      let relay = RelayHandler(from: origin.port, authority)
      try await SecureServer.with(context, handler: relay) { server async throws in
        let got = authority.folder.file("got")
        let curl = try ChildProcess(
          "curl",
          ["-sSk", "-o", got, "https://127.0.0.1:\(server.port)/"])
        #expect(await curl.wait() == .code(0), "\(curl.errors.text)")
        #expect(try readFile(got) == body)
      }
    }
  }

  @Test func `a stream reads and writes at the same time`() async throws {
    let authority = try await TestAuthority()
    let server = try await SServer(["-rev"], authority.files("server"))
    let answers = try await secureStream(to: server.port, authority) { stream, loop in
      let text = (0..<2_000).map { "line \($0) \(String(repeating: "x", count: 100))\n" }.joined()
      let writing = loop.spawn { try? await stream.write(Array(text.utf8)) }
      var bytes: [UInt8] = []
      while bytes.count < text.utf8.count {
        let count = try await stream.fill()
        guard count > 0 else { break }
        bytes += stream.input.copy(0..<count)
        stream.consume(count)
      }
      await writing.value
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(answers.split(separator: "\n").count == 2_000)
    #expect(answers.contains("9991 enil\n"))
  }
}

/// Answers with the same body always.
private struct FixedHandler: HTTPHandler {
  let body: [UInt8]

  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    guard try await connection.body(limit: 0) != nil else { return }
    try await connection.respond(status: 200, body: body)
  }
}

/// Passes the answer of another server on as it comes, head and all.
private struct RelayHandler: HTTPHandler {
  private let port: UInt16
  private let authority: TestAuthority

  init(from port: UInt16, _ authority: TestAuthority) {
    self.port = port
    self.authority = authority
  }

  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    guard try await connection.body(limit: 0) != nil,
      let stream = try? await connectSecurely(to: port, authority, connection.loop)
    else { return }
    defer { stream.close() }
    try await stream.write(Array("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8))
    while try await stream.fill() > 0 {
      try await connection.stream.write(stream.input.count, from: stream)
    }
  }
}

/// Lends a connection that speaks TLS to a port of 127.0.0.1.
private func secureStream<Result: Sendable>(
  to port: UInt16, _ authority: TestAuthority,
  _ body: @escaping @Sendable (EventLoops.Stream, EventLoop) async throws -> Result
) async throws -> Result {
  let test = try TestLoop()
  defer { test.end() }
  return try await test.run {
    let stream = try await connectSecurely(to: port, authority, test.loop)
    defer { stream.close() }
    return try await body(stream, test.loop)
  }
}

private func connectSecurely(
  to port: UInt16, _ authority: TestAuthority, _ loop: EventLoop
) async throws -> EventLoops.Stream {
  var settings = TLSClientSettings()
  settings.authority = authority.certificate
  let context = try TLSClientContext(settings)
  let address = try #require(SocketAddress(host: "127.0.0.1", port: port))
  let stream = try EventLoops.Stream.connecting(to: address, loop: loop)
  try await stream.connected()
  try await stream.secure(
    with: try context.session(for: stream.descriptor, serverName: "127.0.0.1"))
  return stream
}
