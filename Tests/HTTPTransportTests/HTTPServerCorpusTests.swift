import EventLoops
import HTTPSyntax
import HTTPTransport
import TestSupport
import Testing

/// The corpus over TCP: what comes back, and that nothing is answered that was not asked.
@Suite(.timeLimit(.minutes(1)))
struct HTTPServerCorpusTests {
  @Test func `the corpus is there`() {
    #expect(CorpusCase.load("requests.tsv").count >= 350)
    #expect(CorpusCase.load("connections.tsv").count >= 30)
  }

  @Test(arguments: CorpusCase.load("connections.tsv"), [Int.max, 3])
  func `a connection is answered as it must be, whole and in small pieces`(
    _ example: CorpusCase, pieces: Int
  ) async throws {
    let isClosed = example.expectation.last == "closed"
    let answers = try await exchange(example.bytes, pieces: pieces, ends: !isClosed)
    #expect(answers.words == example.expectation.filter { $0 != "closed" })
    #expect(answers.saysClose == isClosed)
  }

  @Test(arguments: CorpusCase.load("requests.tsv").filter { fault($0) != nil })
  func `what is refused is refused with its status, and nothing behind it is answered`(
    _ example: CorpusCase
  ) async throws {
    let answers = try await exchange(example.bytes + Self.victim, ends: false)
    #expect(answers.words == ["\(try #require(Self.fault(example)).status)"])
    #expect(answers.saysClose)
  }

  @Test(arguments: CorpusCase.load("requests.tsv").filter { $0.expectation.first == "ok" })
  func `what is good is understood, and so is the request behind it`(_ example: CorpusCase)
    async throws
  {
    let (bytes, head) = try Self.completed(example)
    let answers = try await exchange(bytes + Self.victim, ends: true)
    guard head.size <= Echo.limit else {
      #expect(answers.words == ["413"])
      return
    }
    let first = head.method == "head" ? "200:" : "200:\(head.method)_\(head.path):\(head.body)"
    #expect(answers.words == (head.keepsAlive ? [first, "200:get_/victim:"] : [first]))
    #expect(answers.saysClose == !head.keepsAlive)
  }

  @Test(arguments: CorpusCase.load("requests.tsv").filter { $0.expectation == ["needMore"] })
  func `half a request is not answered`(_ example: CorpusCase) async throws {
    #expect(try await exchange(example.bytes, ends: true).words == [])
  }

  private static let victim = Array("GET /victim HTTP/1.1\r\nHost: victim\r\n\r\n".utf8)

  private static func fault(_ example: CorpusCase) -> HTTPFault? {
    HTTPFault.allCases.first { String(describing: $0) == example.expectation.first }
  }

  /// A good head with the body that it announces.
  private static func completed(_ example: CorpusCase) throws -> ([UInt8], Understood) {
    var head = RequestHead()
    var bytes = example.bytes
    try #require(head.parse(bytes.span, limits: HTTPLimits()) == .complete)
    var understood = Understood(
      method: String(describing: head.method), path: bytes.span.text(head.path),
      keepsAlive: head.keepAlive)
    switch head.framing {
    case .none, .untilClose: break
    case .length(let length):
      understood.size = length
      guard length <= Echo.limit else { break }
      while bytes.count - head.headLength < length { bytes.append(UInt8(ascii: "x")) }
      understood.body = bytes.span.extracting(head.headLength..<bytes.count).text
    case .chunked:
      if bytes.count == head.headLength { bytes += Array("0\r\n\r\n".utf8) }
    }
    return (bytes, understood)
  }

  private struct Understood {
    var method: String
    var path: String
    var keepsAlive: Bool
    var size = 0
    var body = ""
  }
}

/// Answers with what it understood.
private struct Echo: HTTPHandler {
  static let limit = 100_000

  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    let line = connection.withHead { "\($0.method) \($1.text($0.path)):" }
    guard let body = try await connection.body(limit: Echo.limit) else { return }
    try await connection.respond(status: 200, body: Array(line.utf8) + body)
  }
}

/// Sends bytes to a server of their own and returns what comes back until it closes.
///
/// - Parameters:
///   - pieces: how many bytes are sent at once.
///   - ends: whether the client ends its side; otherwise the server has to.
private func exchange(
  _ bytes: [UInt8], pieces: Int = .max, ends: Bool
) async throws -> RawAnswers {
  let test = try TestLoop()
  defer { test.end() }
  return try await test.run {
    let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
    let server = try HTTPServer(on: address, loop: test.loop, handler: Echo())
    let serving = test.loop.spawn { await server.run() }
    let client = try EventLoops.Stream.connecting(to: server.address, loop: test.loop)
    try await client.connected()
    var rest = bytes[...]
    while !rest.isEmpty {
      // A server that has refused the first part may close before the last.
      try? await client.write(Array(rest.prefix(pieces)))
      rest = rest.dropFirst(pieces)
    }
    if ends { client.shutdownWrites() }
    while let count = try? await client.fill(), count > 0 {}
    let text = String(decoding: client.input.copy(0..<client.input.count), as: UTF8.self)
    client.close()
    server.stop()
    await serving.value
    return RawAnswers(text)
  }
}
