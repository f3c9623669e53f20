import EventLoops
import HTTPSyntax
import HTTPTransport
import Synchronization
import TestSupport
import Testing

/// Answers with what it was sent.
private struct Echo: HTTPHandler {
  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    guard let body = try await connection.body(limit: 100_000) else { return }
    try await connection.respond(status: 200, body: body) { $0.append("X-Echo: yes\r\n") }
  }
}

/// Runs a server, and `body` on its loop.
private func withServer<Result: Sendable>(
  _ limits: HTTPServerLimits = HTTPServerLimits(), handler: any HTTPHandler = Echo(),
  _ body: @escaping @Sendable (HTTPServer) async throws -> Result
) async throws -> Result {
  let test = try TestLoop()
  defer { test.end() }
  return try await test.run {
    let loop = test.loop
    let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
    let server = try HTTPServer(on: address, loop: loop, limits: limits, handler: handler)
    let serving = loop.spawn { await server.run() }
    let result = try await body(server)
    server.stop()
    await serving.value
    return result
  }
}

private func connect(_ server: HTTPServer) async throws -> EventLoops.Stream {
  let client = try EventLoops.Stream.connecting(to: server.address, loop: server.loop)
  try await client.connected()
  return client
}

/// Everything up to the end of the connection, which is closed then.
private func rest(of client: EventLoops.Stream) async throws -> String {
  while try await client.fill() > 0 {}
  defer { client.close() }
  return String(decoding: client.input.copy(0..<client.input.count), as: UTF8.self)
}

/// Sends raw bytes and returns what comes back.
///
/// - Parameter staysOpen: leaves the connection open on the client's side.
private func exchange(
  _ requests: [[UInt8]], _ limits: HTTPServerLimits = HTTPServerLimits(),
  waitsForInterim: Bool = false, staysOpen: Bool = false
) async throws -> String {
  try await withServer(limits) { server in
    let client = try await connect(server)
    for (number, request) in requests.enumerated() {
      try await client.write(request)
      // Whoever sends in parts waits for what an interim answer says.
      if number + 1 < requests.count, waitsForInterim { _ = try await client.fill() }
    }
    if !staysOpen { client.shutdownWrites() }
    return try await rest(of: client)
  }
}

/// The answer without its date.
private func withoutDate(_ answer: String) -> String {
  answer.split(separator: "\r\n", omittingEmptySubsequences: false)
    .filter { !$0.hasPrefix("Date: ") }.joined(separator: "\n")
}

@Suite(.timeLimit(.minutes(1)))
struct HTTPServerTests {
  @Test func `a request is answered with date, length and body`() async throws {
    let answer = try await exchange([
      Array("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello".utf8)
    ])
    #expect(answer.contains("\r\nDate: "))
    #expect(
      withoutDate(answer) == "HTTP/1.1 200 OK\nX-Echo: yes\nContent-Length: 5\n\nhello")
  }

  @Test func `pipelined requests are answered in order`() async throws {
    let one = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n"
    let answer = try await exchange([Array("\(one)1\(one)2\(one)3".utf8)])
    #expect(answer.split(separator: "\r\n\r\n").count == 4)
    let bodies = answer.split(separator: "\r\n\r\n").dropFirst().map { String($0.prefix(1)) }
    #expect(bodies == ["1", "2", "3"])
  }

  @Test func `a chunked body is put together`() async throws {
    let answer = try await exchange([
      Array("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n".utf8),
      Array("2;x=y\r\nde\r\n0\r\n\r\n".utf8),
    ])
    #expect(answer.hasSuffix("\r\n\r\nabcde"))
  }

  @Test func `whoever expects 100 gets it before the body is read`() async throws {
    let answer = try await exchange(
      [
        Array(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n".utf8),
        Array("ok".utf8),
      ], waitsForInterim: true)
    #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"))
  }

  @Test(arguments: [("", ""), ("abc", "Content-Length: 3\r\n")])
  func `a head answer has the length where it is known, and no body`(body: String, line: String)
    async throws
  {
    let answer = try await exchange([
      Array("HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n\(body)".utf8)
    ])
    #expect(answer.hasSuffix("X-Echo: yes\r\n\(line)\r\n"))
  }

  @Test(arguments: [
    ("POST / HTTP/1.1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775807\r\n\r\nx", 413),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775808\r\n\r\nx", 413),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
    ("POST / HTTP/3.0\r\nHost: x\r\n\r\n", 505),
  ])
  func `what is refused is answered as a problem and closed`(request: String, status: Int)
    async throws
  {
    let answer = try await exchange([Array(request.utf8)])
    #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    #expect(answer.contains("Content-Type: application/problem+json\r\n"))
    #expect(answer.contains("Connection: close\r\n"))
  }

  private static let start = "POST / HTTP/1.1\r\nHost: x\r\n"

  @Test(arguments: [
    ("X-Long: \(String(repeating: "x", count: 16_384))\r\n", 431),
    (String(repeating: "X-Many: x\r\n", count: 100), 431),
  ])
  func `a head over its limits is answered 431`(fields: String, status: Int) async throws {
    let answer = try await exchange([Array("\(Self.start)\(fields)\r\n".utf8)])
    #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
  }

  @Test func `a target over its limit is answered 414`() async throws {
    let target = String(repeating: "x", count: 8_192)
    let answer = try await exchange([Array("GET /\(target) HTTP/1.1\r\nHost: x\r\n\r\n".utf8)])
    #expect(answer.hasPrefix("HTTP/1.1 414 "))
  }

  @Test func `a slow head is answered 408`() async throws {
    var limits = HTTPServerLimits()
    limits.headTime = .milliseconds(20)
    let answer = try await exchange([Array("POST / HT".utf8)], limits, staysOpen: true)
    #expect(answer.hasPrefix("HTTP/1.1 408 "))
  }

  @Test(arguments: ["Content-Length: 5\r\n\r\nhel", "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"])
  func `a slow body is answered 408`(framing: String) async throws {
    var limits = HTTPServerLimits()
    limits.bodyTime = .milliseconds(20)
    limits.slowestBytesPerSecond = 1_000_000
    let answer = try await exchange(
      [Array("\(Self.start)\(framing)".utf8)], limits, staysOpen: true)
    #expect(answer.hasPrefix("HTTP/1.1 408 "))
  }

  @Test func `an idle connection is closed without a word`() async throws {
    var limits = HTTPServerLimits()
    limits.idle = .milliseconds(20)
    #expect(try await exchange([], limits, staysOpen: true) == "")
    limits.idle = .seconds(2)
    let answer = try await exchange(
      [Array("\(Self.start)Content-Length: 1\r\n\r\na".utf8)], limits, staysOpen: true)
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answer.hasSuffix("\r\n\r\na"))
  }

  /// Limits under which a silent connection rests soon.
  private static var sleepy: HTTPServerLimits {
    var limits = HTTPServerLimits()
    limits.wakeful = .milliseconds(1)
    return limits
  }

  @Test func `a connection rests between its requests, and is awake for each`() async throws {
    try await withServer(Self.sleepy) { server in
      let client = try await connect(server)
      defer { client.close() }
      for round in 1...3 {
        #expect(await eventually { server.restingCount == 1 })
        try await client.write(Array("\(Self.start)Content-Length: 1\r\n\r\n\(round)".utf8))
        var answer = ""
        while !answer.hasSuffix("\r\n\r\n\(round)") {
          try #require(try await client.fill() > 0)
          answer += String(decoding: client.input.copy(0..<client.input.count), as: UTF8.self)
          client.consume(client.input.count)
        }
      }
      #expect(server.connectionCount == 1)
    }
  }

  @Test func `a resting connection is closed when it has been idle for long`() async throws {
    var limits = Self.sleepy
    limits.idle = .seconds(2)
    let answer = try await exchange(
      [Array("\(Self.start)Content-Length: 1\r\n\r\na".utf8)], limits, staysOpen: true)
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\na"))
  }

  @Test(arguments: [true, false])
  func `a server that stops answers every request that has come`(rests: Bool) async throws {
    // Stops its server at the first of the requests, when most have not begun.
    final class Stopping: HTTPHandler {
      let server = Mutex<HTTPServer?>(nil)
      func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
        server.withLock { $0.take() }?.stop()
        try await connection.respond(status: 200, body: [])
      }
    }
    let handler = Stopping()
    var limits = HTTPServerLimits()
    limits.wakeful = limits.idle
    let answers = try await withServer(limits, handler: handler) { server in
      var clients: [EventLoops.Stream] = []
      for _ in 0..<80 { clients.append(try await connect(server)) }
      defer { for client in clients { client.close() } }
      #expect(await eventually { server.connectionCount == 80 })
      let request = Array("\(Self.start)Content-Length: 0\r\n\r\n".utf8)
      for client in clients where !rests {
        // After an answer a task waits for the next request.
        try await client.write(request)
        #expect(try await client.fill() > 0)
        client.consume(client.input.count)
      }
      #expect(server.restingCount == (rests ? 80 : 0))
      handler.server.withLock { $0 = server }
      for client in clients {
        var sent = 0
        _ = client.writeNow(request, sent: &sent)
      }
      var answers: [String] = []
      for client in clients { answers.append(try await rest(of: client)) }
      return answers
    }
    #expect(answers.count { $0.hasPrefix("HTTP/1.1 200 OK\r\n") } == 80)
  }

  @Test func `a resting connection ends with its client, and with the server`() async throws {
    try await withServer(Self.sleepy) { server in
      let (leaving, staying) = (try await connect(server), try await connect(server))
      #expect(await eventually { server.restingCount == 2 })
      leaving.close()
      #expect(await eventually { server.connectionCount == 1 })
      server.stop()
      #expect(try await rest(of: staying) == "")
      #expect(await eventually { server.connectionCount == 0 })
    }
  }

  @Test func `one connection more than the limit is answered 503`() async throws {
    var limits = HTTPServerLimits()
    limits.connections = 1
    let answer = try await withServer(limits) { server in
      let first = try await connect(server)
      defer { first.close() }
      try await first.write(Array("POST".utf8))
      let second = try await connect(server)
      try await second.write(Array("\(Self.start)\r\n".utf8))
      return try await rest(of: second)
    }
    #expect(answer.hasPrefix("HTTP/1.1 503 "))
    #expect(answer.contains("\r\nRetry-After: 1\r\n"))
  }

  @Test func `one client has no more connections than the limit, and gets them back`() async throws
  {
    var limits = HTTPServerLimits()
    limits.connectionsPerClient = 1
    let answers = try await withServer(limits) { server in
      let request = Array("\(Self.start)Connection: close\r\n\r\n".utf8)
      let first = try await connect(server)
      try await first.write(Array("POST".utf8))
      _ = await eventually { server.connectionCount == 1 }
      let second = try await connect(server)
      try await second.write(request)
      let refused = try await rest(of: second)
      first.close()
      _ = await eventually { server.connectionCount == 0 }
      let third = try await connect(server)
      try await third.write(request)
      return [refused, try await rest(of: third)]
    }
    #expect(answers[0].hasPrefix("HTTP/1.1 503 "))
    #expect(answers[1].hasPrefix("HTTP/1.1 200 "))
  }

  @Test func `who comes when too many are turned away already is closed without a word`()
    async throws
  {
    var limits = HTTPServerLimits()
    limits.connections = 1
    limits.turnedAway = 1
    let answer = try await withServer(limits) { server in
      let first = try await connect(server)
      let second = try await connect(server)
      defer {
        first.close()
        second.close()
      }
      _ = await eventually { server.connectionCount == 2 }
      return try await rest(of: try await connect(server))
    }
    #expect(answer == "")
  }

  @Test func `the last request that a connection may bring closes it`() async throws {
    var limits = HTTPServerLimits()
    limits.requestsPerConnection = 2
    let request = "\(Self.start)Content-Length: 1\r\n\r\na"
    let answer = try await exchange(
      [Array("\(request)\(request)\(request)".utf8)], limits, staysOpen: true)
    let answers = answer.split(separator: "HTTP/1.1 200 OK")
    #expect(answers.count == 2)
    #expect(answers.map { $0.contains("\r\nConnection: close\r\n") } == [false, true])
  }

  @Test func `a client that does not read its answer is left`() async throws {
    struct Big: HTTPHandler {
      func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
        try await connection.respond(status: 200, body: [UInt8](repeating: 120, count: 64 << 20))
      }
    }
    var limits = HTTPServerLimits()
    limits.writeTime = .milliseconds(50)
    let isLeft = try await withServer(limits, handler: Big()) { server in
      let client = try await connect(server)
      defer { client.close() }
      try await client.write(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
      let isServed = await eventually { server.connectionCount == 1 }
      let isGone = await eventually { server.connectionCount == 0 }
      return isServed && isGone
    }
    #expect(isLeft)
  }
}
