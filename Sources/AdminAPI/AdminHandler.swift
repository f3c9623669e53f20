import CloudEvents
import Connectors
import EventLoops
import HTTPSyntax
import HTTPTransport
import JSONSyntax
import Manifests
import Routing
import Storage
import Telemetry

/// Answers the admin API's requests.
// Safe because it is confined to its loop's thread.
final class AdminHandler: HTTPHandler, @unchecked Sendable {
  let backend: any AdminBackend
  private let access: AdminAccess
  let loop: EventLoop
  var identifiers: EventIdentifiers

  /// Bytes of a request's body.
  static let maxBodyBytes = 8 * 1_048_576

  init(backend: any AdminBackend, access: AdminAccess, loop: EventLoop) {
    self.backend = backend
    self.access = access
    self.loop = loop
    var generator = SystemRandomNumberGenerator()
    identifiers = EventIdentifiers(seed: (generator.next(), generator.next()))
  }

  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    let request = connection.withHead { AdminRequest($0, $1) }
    if !request.isProbe, let refusal = refusal(of: request) {
      return try await connection.respond(refusal) { output in
        if refusal.status == 401 { output.append("WWW-Authenticate: Bearer realm=\"admin\"\r\n") }
      }
    }
    let limit =
      request.segments == ["v1", "apply"]
      ? AdminHandler.maxManifestBytes : AdminHandler.maxBodyBytes
    guard let body = try await connection.body(limit: limit) else { return }
    let answer = await answer(request, body)
    switch answer {
    case .json(let value, let status, let type):
      var bytes: [UInt8] = []
      value.append(to: &bytes)
      try await connection.respond(status: status, body: bytes) {
        $0.append(contentsOf: "Content-Type: \(type)\r\n".utf8)
      }
    case .raw(let bytes, let type):
      try await connection.respond(status: 200, body: bytes) { output in
        output.append(contentsOf: "Content-Type: \(type)\r\n".utf8)
      }
    case .lines(let reader): try await pass(reader, to: connection)
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

  /// nil where whoever asks may.
  private func refusal(of request: AdminRequest) -> Problem? {
    // Whoever may call functions says where a result goes, and must not become an operator by that.
    if request.isCallback {
      return Problem(status: 403, detail: "the result of a call can't be posted to the admin API")
    }
    guard let role = access.role(of: request.bearer) else {
      return Problem(status: 401, detail: "send the admin token as `Authorization: Bearer …`")
    }
    let demanded = request.demandedRole
    guard role < demanded else { return nil }
    return Problem(
      status: 403,
      detail: "this token's role is `\(role.rawValue)`; this takes `\(demanded.rawValue)`")
  }
}
