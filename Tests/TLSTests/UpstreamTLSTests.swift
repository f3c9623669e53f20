import EventLoops
import HTTPTransport
import Synchronization
import TLS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct UpstreamTLSTests {
  @Test func `a connection is kept beyond the tickets that come after its handshake`() async throws
  {
    let authority = try await TestAuthority()
    let counter = CountingHandler()
    try await SecureServer.with(authority.context(), handler: counter) { server async throws in
      let context = try trusting(authority)
      let answers = try await requests(3, to: server.port, context)
      #expect(answers == ["1", "1", "1"])
    }
  }

  @Test func `a body up to the close is whole only where the end was announced`() async throws {
    let authority = try await TestAuthority()
    let context = try trusting(authority)
    let whole = try await SServer(["-www"], authority.files("server"))
    let page = try await requests(1, to: whole.port, context)
    #expect(page[0].contains("s_server") && page[0].contains("</pre></BODY></HTML>"))
    let cut = try await SServer(["-quiet"], authority.files("server"))
    let reading = Task { try await requests(1, to: cut.port, context) }
    cut.process.write("HTTP/1.1 200 OK\r\n\r\npart of a body\n")
    #expect(await cut.process.output.first(containing: "GET / HTTP/1.1") != nil)
    cut.process.kill()
    #expect(try await reading.value == ["connection lost: TLS: the connection was cut off"])
  }

  @Test(
    arguments: [
      ("server", "127.0.0.1", nil), ("server", "localhost", nil),
      ("other", "127.0.0.1", "IP address mismatch"), ("other", "localhost", "hostname mismatch"),
      ("other", "service.example", nil), ("other", "a.wild.example", nil),
      ("other", "a.b.wild.example", "hostname mismatch"),
      ("old", "127.0.0.1", "certificate has expired"),
      ("stranger", "127.0.0.1", "unable to get local issuer certificate"),
    ] as [(String, String, String?)])
  func `the certificate and its name are checked`(
    shown: String, name: String, refusal: String?
  ) async throws {
    let authority = try await TestAuthority()
    let files: CertificateFiles
    let stranger = try await TestAuthority("Another authority")
    switch shown {
    case "other": try await authority.issue(shown, for: "DNS:service.example,DNS:*.wild.example")
    case "old": try await authority.issue(shown, days: -1)
    default: break
    }
    files = shown == "stranger" ? stranger.files("server") : authority.files(shown)
    let server = try await SServer(["-www"], files)
    let answer = try await requests(1, to: server.port, trusting(authority), name: name)[0]
    guard let refusal else {
      #expect(answer.contains("s_server"))
      return
    }
    #expect(
      answer
        == "no secure connection: TLS: the certificate is refused: \(refusal)")
    var settings = TLSClientSettings()
    settings.verifies = false
    let anyone = try TLSClientContext(settings)
    #expect(try await requests(1, to: server.port, anyone, name: name)[0].contains("s_server"))
  }

  @Test func `the system's authorities don't know ours`() async throws {
    let authority = try await TestAuthority()
    let server = try await SServer(["-www"], authority.files("server"))
    let context = try TLSClientContext(TLSClientSettings())
    let answer = try await requests(1, to: server.port, context)[0]
    #expect(answer.hasSuffix("unable to get local issuer certificate"))
  }

  @Test func `the client shows its certificate where it is asked`() async throws {
    let authority = try await TestAuthority()
    try await authority.issue("client")
    let options = ["-www", "-tls1_2", "-Verify", "2", "-verify_return_error"]
    let server = try await SServer(
      options + ["-CAfile", authority.certificate], authority.files("server"))
    let refused = try await requests(1, to: server.port, trusting(authority))[0]
    #expect(refused.contains("TLS: the other side refused: "))
    let context = try trusting(authority) { $0.identity = authority.files("client") }
    let page = try await requests(1, to: server.port, context)[0]
    #expect(page.contains("Client certificate") && page.contains("CN=client"))
  }

  @Test func `an upstream that speaks plain HTTP is told in words`() async throws {
    let authority = try await TestAuthority()
    let function = try await RecordingFunction()
    let answer = try await requests(1, to: function.port, trusting(authority))[0]
    #expect(answer.hasSuffix("TLS: the other side does not speak TLS"))
  }
}

private func trusting(
  _ authority: TestAuthority, _ change: (inout TLSClientSettings) -> Void = { _ in }
) throws -> TLSClientContext {
  var settings = TLSClientSettings()
  settings.authority = authority.certificate
  change(&settings)
  return try TLSClientContext(settings)
}

/// Sends requests through one pool, one after the other.
///
/// - Returns: each answer's body, or why there is none.
private func requests(
  _ count: Int, to port: UInt16, _ context: TLSClientContext, name: String = "127.0.0.1"
) async throws -> [String] {
  let test = try TestLoop()
  defer { test.end() }
  return await test.run {
    let loop = test.loop
    let pool = UpstreamPool(
      host: "127.0.0.1", port: port, loop: loop, tls: UpstreamTLS(context, serverName: name))
    defer { pool.close() }
    var answers: [String] = []
    for _ in 0..<count {
      let request = UpstreamRequest(
        head: Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), body: [],
        deadline: loop.now + patience, maxReplyBytes: 65_536)
      do throws(HTTPClientError) {
        answers.append(String(decoding: try await pool.send(request).body, as: UTF8.self))
      } catch {
        answers.append(error.description)
      }
      // Lets what the peer sends of its own accord arrive before the next request.
      try? await loop.sleep(for: .milliseconds(20))
    }
    return answers
  }
}

/// Answers with the number of connections so far.
private final class CountingHandler: HTTPHandler {
  /// The clients' ports: to hold connections would hold the server, and so this.
  private let seen = Mutex<Set<UInt16>>([])

  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    guard try await connection.body(limit: 0) != nil else { return }
    let port = connection.stream.peer?.port ?? 0
    let count = seen.withLock { seen in
      seen.insert(port)
      return seen.count
    }
    try await connection.respond(status: 200, body: Array("\(count)".utf8))
  }
}
