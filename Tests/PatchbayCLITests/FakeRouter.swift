import EventLoops
import HTTPSyntax
import HTTPTransport
import TestSupport

/// An admin API that gives prepared answers, by the target of the request.
// Safe because the server is used on its loop only.
final class FakeRouter: @unchecked Sendable {
  struct Answer: Sendable {
    var status = 200
    var type = "application/json"
    var body: String
    var headers: [String] = []
  }

  let address: String
  private let loop: EventLoop
  private let server: HTTPServer
  private let serving: Task<Void, Never>

  /// - Parameter answers: by `METHOD TARGET`, or by `METHOD TARGET BODY` where there is a body.
  init(_ answers: [String: Answer], token: String? = nil) async throws {
    let loop = try EventLoop(name: "fake")
    loop.start()
    let started = loop.spawn { () -> Result<HTTPServer, EventLoopError> in
      do throws(EventLoopError) {
        let handler = FakeAdmin(answers: answers, token: token)
        guard let any = SocketAddress(host: "127.0.0.1", port: 0) else {
          preconditionFailure("127.0.0.1 is an address")
        }
        return .success(try HTTPServer(on: any, loop: loop, handler: handler))
      } catch {
        return .failure(error)
      }
    }
    let server = try await started.value.get()
    self.loop = loop
    self.server = server
    serving = loop.spawn { await server.run() }
    address = server.address.description
  }

  func stop() async {
    let server = server
    await loop.spawn { server.abort() }.value
    await serving.value
    loop.stop()
    loop.join()
  }
}

// Safe because nothing in it changes.
private final class FakeAdmin: HTTPHandler, @unchecked Sendable {
  private let answers: [String: FakeRouter.Answer]
  private let token: String?

  init(answers: [String: FakeRouter.Answer], token: String?) {
    self.answers = answers
    self.token = token
  }

  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    let (line, isAllowed) = connection.withHead { [token] head, bytes in
      let whole = String(decoding: (0..<head.headLength).map { bytes[$0] }, as: UTF8.self)
      let words = whole.split(separator: "\r\n")[0].split(separator: " ")
      let isAllowed = token.map { whole.contains("Authorization: Bearer \($0)\r\n") } ?? true
      let type = whole.split(separator: "\r\n").first { $0.hasPrefix("Content-Type: ") }
      return ("\(words[0]) \(words[1])\(type.map { " \($0.dropFirst(14))" } ?? "")", isAllowed)
    }
    guard let body = try await connection.body(limit: 65_536) else { return }
    guard isAllowed else { return try await connection.respond(Problem(status: 401)) }
    let key = body.isEmpty ? line : "\(line) \(String(decoding: body, as: UTF8.self))"
    guard let answer = answers[key] else {
      return try await connection.respond(Problem(status: 404, detail: "there is no \(key)"))
    }
    try await connection.respond(status: answer.status, body: Array(answer.body.utf8)) { output in
      for header in ["Content-Type: \(answer.type)"] + answer.headers {
        output.append(contentsOf: "\(header)\r\n".utf8)
      }
    }
  }
}
