import Admissions
import CloudEvents
import Connectors
import Deliveries
import EventLoops
import HTTPSyntax
import HTTPTransport
import Instants
import JSONSyntax
import Telemetry

extension HTTPConnector {
  /// Answers as OpenFaaS does: 202, and the call will not be made, or not again.
  func cancel(
    _ call: String, _ seal: BodySeal?, _ connection: HTTPServerConnection
  ) async throws(StreamError) {
    guard try await bearsOut(seal, connection) else { return }
    guard let receipt = await functions.cancel(call) else {
      return try await connection.respond(
        Problem(status: 404, detail: "there is no queued call of this id, or it has ended"))
    }
    guard receipt.verdict == .settled else { return try await answer(receipt, call, connection) }
    try await connection.respond(status: 202, body: [])
  }

  /// Answers with what came of a call: 202 while it is under way, the function's answer after a
  /// success, a problem otherwise.
  func report(
    on call: String, _ seal: BodySeal?, _ connection: HTTPServerConnection
  ) async throws(StreamError) {
    guard try await bearsOut(seal, connection) else { return }
    switch await functions.report(on: call) {
    case nil:
      try await connection.respond(
        Problem(
          status: 404,
          detail: "there is no call of this id, or its result is not kept any more"))
    case .unavailable(let reason):
      try await connection.respond(Problem(status: 503, detail: reason), retryAfterSeconds: 1)
    case .underWay(let state, let attempts, let next):
      var members = [
        JSONMember("id", .string(call)), JSONMember("state", .string(state.rawValue)),
        JSONMember("attempts", .integer(Int64(attempts))),
      ]
      if let next { members.append(JSONMember("nextAttemptAt", .string(next.rfc3339))) }
      var body: [UInt8] = []
      JSONValue.object(members).append(to: &body)
      try await connection.respond(status: 202, body: body) { output in
        output.append("Content-Type: application/json\r\n")
        output.appendCall(call)
      }
    case .ended(let end): try await answer(end, call, connection)
    }
  }

  private func answer(
    _ end: CallEnd, _ call: String, _ connection: HTTPServerConnection
  ) async throws(StreamError) {
    if let problem = problem(of: end, call) {
      return try await connection.respond(problem) { output in
        output.appendEnd(end, of: call)
      }
    }
    try await connection.respond(status: end.status ?? 200, body: end.body ?? []) { output in
      output.append(contentsOf: connection.amended(end.headerLines))
      output.appendEnd(end, of: call)
    }
  }

  /// What is to be said of a call that has no answer to give; nil where it has one.
  private func problem(of end: CallEnd, _ call: String) -> Problem? {
    let reason = end.reason ?? "no reason is known"
    switch end.outcome {
    case .success:
      guard end.body == nil else { return nil }
      return Problem(
        status: 410,
        detail: "the function's answer of \(end.bodyBytes) bytes is more than `maxResultBytes`, "
          + "and was not kept")
    case .failure: return Problem(status: 502, detail: "the call failed for good: \(reason)")
    case .deadLetter:
      let after =
        end.redrivenAs.map { "it was redriven as \($0)" }
        ?? "it became a dead letter, which operators can redrive"
      return Problem(status: 502, detail: "the call failed for good: \(reason); \(after)")
    case .expired: return Problem(status: 504, detail: "the call's time is over: \(reason)")
    case .cancelled: return Problem(status: 410, detail: "the call was cancelled")
    }
  }

  /// Reads the body, which must be what the seal was made of; false where it is not, and that has
  /// been answered.
  private func bearsOut(
    _ seal: BodySeal?, _ connection: HTTPServerConnection
  ) async throws(StreamError) -> Bool {
    guard let seal else { return true }
    let limit = HTTPConnector.maxInvocationBytes
    guard let body = try await connection.body(limit: limit) else { return false }
    guard let refusal = seal.refusal(of: body.span, at: connection.loop.wallNow) else {
      return true
    }
    try await deny(refusal, Admission.invocations, connection)
    return false
  }
}

extension [UInt8] {
  fileprivate mutating func appendCall(_ call: String) {
    append("X-Call-Id: ")
    HeaderValue.append(encoding: call.utf8Span.span, to: &self)
    appendLineEnd()
  }

  /// What OpenFaaS says of a call that has ended, and which version answered.
  fileprivate mutating func appendEnd(_ end: CallEnd, of call: String) {
    appendCall(call)
    if let status = end.status { append(contentsOf: "X-Function-Status: \(status)\r\n".utf8) }
    append(contentsOf: "X-Patchbay-Function: \(end.function)\r\n".utf8)
    if end.outcome == .success {
      let seconds = secondsText(UInt64(clamping: end.duration.wholeNanoseconds))
      append(contentsOf: "X-Duration-Seconds: \(seconds)\r\n".utf8)
    }
  }
}
