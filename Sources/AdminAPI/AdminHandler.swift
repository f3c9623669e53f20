import CloudEvents
import Connectors
import EventLoops
import HTTPSyntax
import HTTPTransport
import JSONSyntax
import Routing
import Storage
import Telemetry

/// Answers the admin API's requests.
// Safe because it is confined to its loop's thread.
final class AdminHandler: HTTPHandler, @unchecked Sendable {
  let backend: any AdminBackend
  private let token: String?
  let loop: EventLoop
  var identifiers: EventIdentifiers

  /// Bytes of a request's body.
  static let maxBodyBytes = 8 * 1_048_576

  init(backend: any AdminBackend, token: String?, loop: EventLoop) {
    self.backend = backend
    self.token = token
    self.loop = loop
    var generator = SystemRandomNumberGenerator()
    identifiers = EventIdentifiers(seed: (generator.next(), generator.next()))
  }

  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    let request = connection.withHead { AdminRequest($0, $1) }
    guard let body = try await connection.body(limit: AdminHandler.maxBodyBytes) else { return }
    guard request.isProbe || isAllowed(request) else {
      return try await connection.respond(
        Problem(status: 401, detail: "send the admin token as `Authorization: Bearer …`")
      ) { $0.append("WWW-Authenticate: Bearer\r\n") }
    }
    let answer = await answer(request, body)
    switch answer {
    case .json(let value, let status):
      var bytes: [UInt8] = []
      value.append(to: &bytes)
      try await connection.respond(status: status, body: bytes) {
        $0.append("Content-Type: application/json\r\n")
      }
    case .raw(let bytes, let type):
      try await connection.respond(status: 200, body: bytes) { output in
        output.append(contentsOf: "Content-Type: \(type)\r\n".utf8)
      }
    case .reply(let reply, let id):
      try await connection.respond(status: reply.status, body: reply.body) { output in
        output.append(contentsOf: reply.headerLines)
        output.append(
          contentsOf: "X-Patchbay-Event-Id: \(id)\r\nX-Patchbay-Function: \(reply.function)\r\n"
            .utf8)
      }
    case .problem(let problem, let allow):
      try await connection.respond(problem) { output in
        if let allow { output.append(contentsOf: "Allow: \(allow)\r\n".utf8) }
      }
    }
  }

  /// Compares in a time that does not depend on where the texts differ.
  private func isAllowed(_ request: AdminRequest) -> Bool {
    guard let token else { return true }
    let sent = Array((request.bearer ?? "").utf8)
    let wanted = Array(token.utf8)
    var difference = sent.count ^ wanted.count
    for index in wanted.indices {
      difference |= Int(wanted[index] ^ (index < sent.count ? sent[index] : 0))
    }
    return difference == 0
  }
}
