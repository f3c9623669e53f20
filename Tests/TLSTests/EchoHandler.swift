import EventLoops
import HTTPSyntax
import HTTPTransport

/// Answers with what it was sent.
struct EchoHandler: HTTPHandler {
  func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    guard let body = try await connection.body(limit: 64 * 1_048_576) else { return }
    try await connection.respond(status: 200, body: body) { $0.append("X-Echo: yes\r\n") }
  }
}
