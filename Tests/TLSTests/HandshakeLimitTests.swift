import EventLoops
import HTTPTransport
import TLS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct HandshakeLimitTests {
  @Test(arguments: [
    ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "plain HTTP was spoken"),
    ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{0}\u{0}", "cut off"),
    (String(repeating: "garbage ", count: 4_000), "does not speak TLS"),
    ("", "cut off"),
  ])
  func `what is no TLS is closed, with the reason`(bytes: String, reason: String) async throws {
    let authority = try await TestAuthority()
    try await SecureServer.with(authority.context()) { server async throws in
      try await withStreams(to: server.port) { streams in
        try? await streams[0].write(Array(bytes.utf8))
        streams[0].shutdownWrites()
        while let count = try? await streams[0].fill(), count > 0 {}
      }
      #expect(await server.refuses(reason))
      #expect(try await server.sClient().contains("200 OK"))
    }
  }

  @Test func `who comes while many shake hands is closed at once`() async throws {
    let authority = try await TestAuthority()
    var limits = HTTPServerLimits()
    limits.handshakes = 3
    try await SecureServer.with(authority.context(), limits: limits) { server async throws in
      let end = try await withStreams(4, to: server.port) { streams in
        try await streams[3].fill()
      }
      #expect(end == 0)
      #expect(await server.refuses("3 handshakes are under way"))
      #expect(try await eventually { try await server.sClient().contains("200 OK") })
    }
  }

  @Test func `a handshake that goes nowhere is given up`() async throws {
    let authority = try await TestAuthority()
    var limits = HTTPServerLimits()
    limits.handshakeTime = .milliseconds(20)
    try await SecureServer.with(authority.context(), limits: limits) { server async throws in
      let end = try await withStreams(to: server.port) { try await $0[0].fill() }
      #expect(end == 0)
      #expect(await server.refuses("timed out"))
    }
  }
}

/// Lends plain connections to a port of 127.0.0.1, made one after the other.
private func withStreams<Result: Sendable>(
  _ count: Int = 1, to port: UInt16,
  _ body: @escaping @Sendable ([EventLoops.Stream]) async throws -> Result
) async throws -> Result {
  let test = try TestLoop()
  defer { test.end() }
  return try await test.run {
    let address = try #require(SocketAddress(host: "127.0.0.1", port: port))
    var streams: [EventLoops.Stream] = []
    defer { for stream in streams { stream.close() } }
    for _ in 0..<count {
      let stream = try EventLoops.Stream.connecting(to: address, loop: test.loop)
      streams.append(stream)
      try await stream.connected()
    }
    return try await body(streams)
  }
}
