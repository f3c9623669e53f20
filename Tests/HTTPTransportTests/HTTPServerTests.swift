import EventLoops
import HTTPSyntax
import HTTPTransport
import Testing

/// Answers with what it was sent.
private struct Echo: HTTPHandler {
  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    guard let body = try await connection.body(limit: 100_000) else { return }
    try await connection.respond(status: 200, body: body) { $0.append("X-Echo: yes\r\n") }
  }
}

/// Runs a server and hands its address to `body`, which speaks raw bytes.
private func exchange(
  _ requests: [[UInt8]], waitsForInterim: Bool = false
) async throws -> String {
  let loop = try EventLoop(name: "test")
  loop.start()
  defer {
    loop.stop()
    loop.join()
  }
  return try await Task(executorPreference: loop) {
    let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
    let server = try HTTPServer(on: address, loop: loop, handler: Echo())
    let serving = loop.spawn { await server.run() }
    let client = try EventLoops.Stream.connecting(to: server.address, loop: loop)
    try await client.connected()
    for (number, request) in requests.enumerated() {
      try await client.write(request)
      // Whoever sends in parts waits for what an interim answer says.
      if number + 1 < requests.count, waitsForInterim { _ = try await client.fill() }
    }
    client.shutdownWrites()
    while try await client.fill() > 0 {}
    let answer = client.input.copy(0..<client.input.count)
    client.close()
    server.stop()
    await serving.value
    return String(decoding: answer, as: UTF8.self)
  }.value
}

/// The answer without its date.
private func withoutDate(_ answer: String) -> String {
  answer.split(separator: "\r\n", omittingEmptySubsequences: false)
    .filter { !$0.hasPrefix("Date: ") }.joined(separator: "\n")
}

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

  @Test func `a head answer has the length but no body`() async throws {
    let answer = try await exchange([Array("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)])
    #expect(answer.hasSuffix("Content-Length: 0\r\n\r\n"))
  }

  @Test(arguments: [
    ("POST / HTTP/1.1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n", 413),
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

  @Test func `a slow head is answered 408`() async throws {
    var limits = HTTPServerLimits()
    limits.headTime = .milliseconds(20)
    let loop = try EventLoop(name: "test")
    loop.start()
    let answer = try await Task(executorPreference: loop) {
      let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
      let server = try HTTPServer(on: address, loop: loop, limits: limits, handler: Echo())
      let serving = loop.spawn { await server.run() }
      let client = try EventLoops.Stream.connecting(to: server.address, loop: loop)
      try await client.connected()
      try await client.write(Array("POST / HT".utf8))
      while try await client.fill() > 0 {}
      let answer = client.input.copy(0..<client.input.count)
      client.close()
      server.stop()
      await serving.value
      return String(decoding: answer, as: UTF8.self)
    }.value
    loop.stop()
    loop.join()
    #expect(answer.hasPrefix("HTTP/1.1 408 "))
  }
}
