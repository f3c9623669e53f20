import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct SyncTests {
    @Test func `a function's status, headers and body come back unchanged`() async throws {
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(
          201,
          headers: [
            ("X-Size", "12"), ("Content-Type", "image/png"), ("X-Patchbay-Function", "other:1"),
          ], body: "a picture")
      }
      let router = try await RunningRouter(manifest(function.url))
      let reply = try await router.http.send(
        "POST", "/uploads/summer", ["Content-Type": "text/plain"], body: "hello")
      #expect(reply.status == 201 && reply.text == "a picture")
      #expect(reply.header("X-Size") == "12" && reply.header("Content-Type") == "image/png")
      #expect(reply.header("X-Patchbay-Function") == "resize:1")
      #expect(!String(decoding: reply.headerLines, as: UTF8.self).contains("other:1"))
      let call = try #require(function.calls.first)
      #expect(reply.header("X-Patchbay-Event-Id") == call.id)
      #expect(call.method == "POST" && call.text == "hello" && call["content-type"] == "text/plain")
      #expect(call["ce-specversion"] == "1.0" && call["ce-album"] == "summer")
    }

    @Test func `a failing function's own answer comes back too`() async throws {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(418, body: "teapot") }
      let router = try await RunningRouter(manifest(function.url))
      let reply = try await router.http.send("POST", "/uploads/x", body: "x")
      #expect(reply.status == 418 && reply.text == "teapot")
    }

    @Test func `weights split 2,000 events as they say, each always the same way`() async throws {
      let old = try await RecordingFunction()
      let new = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions:
          resize:
            versions: { 1: { target: { http: "\(old.url)" } }, 2: { target: { http: "\(new.url)" } } }
            aliases: { live: { 1: 90, 2: 10 } }
        sources: { uploads: { http: { path: "/uploads" } } }
        associations: { a: { from: uploads, to: "resize:live" } }
        """)
      let first = try await versions(router, 2_000)
      let share = first.count { $0 == "resize:2" }
      #expect((140...260).contains(share), "version 2 got \(share) of 2,000")
      #expect(new.calls.count == share && old.calls.count == 2_000 - share)
      #expect(try await versions(router, 200) == Array(first.prefix(200)))
    }

    /// Which version answers each of the events `canary-0`, `canary-1`, ….
    private func versions(_ router: RunningRouter, _ count: Int) async throws -> [String] {
      try await withThrowingTaskGroup(of: [(Int, String)].self) { group in
        for lane in 0..<8 {
          group.addTask {
            var found: [(Int, String)] = []
            for number in stride(from: lane, to: count, by: 8) {
              let reply = try await router.http.send(
                "POST", "/uploads", cloudEvent("canary-\(number)"))
              found.append((number, reply.header("X-Patchbay-Function") ?? "\(reply.status)"))
            }
            return found
          }
        }
        var all: [(Int, String)] = []
        for try await found in group { all += found }
        return all.sorted { $0.0 < $1.0 }.map(\.1)
      }
    }

    @Test func `several sync associations all run and the first answers`() async throws {
      let first = try await RecordingFunction { _, _ in FunctionAnswer(body: "first") }
      let second = try await RecordingFunction { _, _ in FunctionAnswer(body: "second") }
      let router = try await RunningRouter(
        """
        functions:
          a: { target: { http: "\(first.url)" } }
          b: { target: { http: "\(second.url)" } }
        sources: { in: { http: { path: /in } } }
        associations:
          one: { from: in, to: a }
          two: { from: in, to: b }
        """)
      for _ in 0..<5 {
        #expect(try await router.http.send("POST", "/in", body: "x").text == "first")
      }
      #expect(second.calls.count == 5)
    }

    private func manifest(_ url: String) -> String {
      """
      functions:
        resize: { versions: { 1: { target: { http: "\(url)" } } } }
      sources: { uploads: { http: { path: "/uploads/{album}" } } }
      associations: { a: { from: uploads, to: "resize:1", mode: sync } }
      """
    }
  }
}
