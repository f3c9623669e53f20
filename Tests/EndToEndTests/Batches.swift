import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

// What tests of batches have in common.

func ids(_ range: ClosedRange<Int>) -> [String] { range.map { "e\($0)" } }

/// Sends events one after the other, each with its id as data.
func send(
  _ ids: [String], to router: RunningRouter, _ more: [String: String] = [:]
) async throws {
  for id in ids {
    let headers = cloudEvent(id, more)
    #expect(try await router.http.send("POST", "/in", headers, body: id).status == 202)
  }
}

/// Lets events wait until all of them are there.
func together(
  _ router: RunningRouter, _ send: () async throws -> Void
) async throws {
  _ = try await router.admin.send("POST", "/v1/functions/f:pause")
  try await send()
  _ = try await router.admin.send("POST", "/v1/functions/f:resume")
}

/// The ids of a request's events, in its order; none where it is no batch.
func eventIDs(_ call: FunctionCall) -> [String] {
  ((try? JSONValue(parsing: call.body.span))?.array ?? []).compactMap { $0["id"]?.string }
}

func allIDs(_ function: RecordingFunction) -> [String] { function.calls.flatMap(eventIDs) }

/// How much the first queue holds.
func depth(_ router: RunningRouter) async throws -> JSONValue? {
  try await router.list("queues").first?["depth"]
}
