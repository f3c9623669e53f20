import HTTPTransport
import TestSupport

/// The headers of an event in binary mode.
func cloudEvent(_ id: String, _ more: [String: String] = [:]) -> [String: String] {
  ["ce-id": id, "ce-source": "/tests", "ce-type": "test", "ce-specversion": "1.0"]
    .merging(more) { $1 }
}

/// One HTTP source at `/in` and one function, joined by one association.
func simple(
  target: String, function: String = "", mode: String = "sync", delivery: String = ""
) -> String {
  """
  functions:
    f: { target: { \(target) }\(function.isEmpty ? "" : ", \(function)") }
  sources:
    in: { http: { path: "/in/{rest...}", methods: [GET, POST, PUT] } }
  associations:
    a: { from: in, to: f, mode: \(mode)\(delivery.isEmpty ? "" : ", delivery: { \(delivery) }") }
  """
}

/// Sends that many events at once and returns the answers in no order.
func sendAtOnce(
  _ count: Int, to router: RunningRouter, path: String = "/in/x"
) async throws -> [HTTPReply] {
  try await withThrowingTaskGroup(of: HTTPReply.self) { group in
    for number in 0..<count {
      group.addTask { try await router.http.send("POST", path, body: "\(number)") }
    }
    var replies: [HTTPReply] = []
    for try await reply in group { replies.append(reply) }
    return replies
  }
}

/// The section with the authority's certificate.
func listening(_ authority: TestAuthority, _ more: String = "") -> String {
  let pair = "certificate: \"\(authority.serverCertificate)\", key: \"\(authority.serverKey)\""
  return "tls: { certificates: [{ \(pair) }]\(more.isEmpty ? "" : ", \(more)") }\n"
}
