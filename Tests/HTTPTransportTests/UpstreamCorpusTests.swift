import EventLoops
import HTTPTransport
import TestSupport
import Testing

/// The answers of the corpus over TCP: what is malformed is a failure and a closed connection.
@Suite(.timeLimit(.minutes(1)))
struct UpstreamCorpusTests {
  @Test func `the corpus is there`() {
    #expect(CorpusCase.load("responses.tsv").count >= 100)
    #expect(CorpusCase.load("exchanges.tsv").count >= 40)
  }

  @Test(arguments: CorpusCase.load("exchanges.tsv"))
  func `an answer is understood or refused, and the connection kept only where it is clean`(
    _ example: CorpusCase
  ) async throws {
    let outcome = try await outcome(of: example, ends: example.expectation.contains("ends"))
    let expected = example.expectation.filter { $0 != "ends" && $0 != "ok" }
    #expect(outcome == (expected.count > 1 ? expected : [expected[0], "close"]))
  }

  @Test(
    arguments: CorpusCase.load("responses.tsv").filter {
      !["ok", "needMore"].contains($0.expectation.first)
    })
  func `a head that is refused ends its connection`(_ example: CorpusCase) async throws {
    #expect(try await outcome(of: example, ends: false) == ["malformed", "close"])
  }
}

/// What becomes of an answer: `status=`, `body=`, or what kind of failure it is; and whether the
/// connection serves another request (`keep`) or is closed.
private func outcome(of example: CorpusCase, ends: Bool) async throws -> [String] {
  let test = try TestLoop()
  defer { test.end() }
  return try await test.run {
    let loop = test.loop
    let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
    let listener = try Listener(address, loop: loop)
    let serving = loop.spawn { await serve(example.bytes, on: listener, ends: ends) }
    let pool = UpstreamPool(host: "127.0.0.1", port: listener.address.port, loop: loop)
    let isHead = example.name.hasPrefix("HEAD")
    var words = await answer(from: pool, isHead: isHead, loop)
    // The second request shows whether the connection was kept; a new one is not accepted.
    listener.close()
    _ = await answer(from: pool, isHead: isHead, loop)
    pool.close()
    let requests = await serving.value
    words.append(requests == 2 ? "keep" : "close")
    return words
  }
}

/// Answers each request on the first connection with the same bytes, until the client ends it.
///
/// - Returns: how many there were.
private func serve(_ bytes: [UInt8], on listener: Listener, ends: Bool) async -> Int {
  guard let stream = try? await listener.accept() else { return 0 }
  defer { stream.close() }
  var requests = 0
  while let count = try? await stream.fill(), count > 0 {
    let text = String(decoding: stream.input.copy(0..<stream.input.count), as: UTF8.self)
    guard text.hasSuffix("\r\n\r\n") else { continue }
    stream.consume(stream.input.count)
    requests += 1
    // A client that has seen enough may close before the last byte.
    try? await stream.write(bytes)
    if ends { stream.shutdownWrites() }
  }
  return requests
}

private func answer(from pool: UpstreamPool, isHead: Bool, _ loop: EventLoop) async -> [String] {
  let method = isHead ? "HEAD" : "POST"
  let request = UpstreamRequest(
    head: Array("\(method) / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".utf8), body: [],
    isHead: isHead, deadline: loop.now + patience, maxReplyBytes: 1_048_576)
  do throws(HTTPClientError) {
    let reply = try await pool.send(request)
    return ["status=\(reply.status)", "body=\(String(decoding: reply.body, as: UTF8.self))"]
  } catch {
    switch error {
    case .broken: return ["broken"]
    case .malformed: return ["malformed"]
    case .unreachable: return ["unreachable"]
    case .insecure, .exhausted, .timedOut, .body, .cancelled: return [error.description]
    }
  }
}
