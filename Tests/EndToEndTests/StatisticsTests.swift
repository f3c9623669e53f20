import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct StatisticsTests {
    private func get(_ router: RunningRouter, _ path: String) async throws -> JSONValue {
      let reply = try await router.admin.send("GET", "/v1/functions/\(path)")
      try #require(reply.status == 200, "\(path): \(reply.text)")
      return try JSONValue(parsing: reply.body.span)
    }

    @Test func `a function's deliveries, attempts, times and queue are told, also by version`()
      async throws
    {
      let failing = try await RecordingFunction { _, _ in FunctionAnswer(500) }
      let router = try await RunningRouter(
        """
        functions:
          f:
            versions:
              1: { target: { exec: [/bin/cat] } }
              2: { target: { http: "\(failing.url)" }, breaker: off }
          g: { target: { exec: [/bin/cat] } }
        sources: { in: { http: { path: /in } } }
        associations:
          a: { from: in, to: "f:2", mode: queued, delivery: { retries: 1, delay: 10ms } }
        """)
      for _ in 0..<3 {
        #expect(try await router.http.send("POST", "/function/f:1", body: "x").status == 200)
      }
      #expect(try await router.http.send("POST", "/in", body: "x").status == 202)
      #expect(try await router.http.send("POST", "/function/g", body: "x").status == 200)
      #expect(try await eventually { try await !router.list("dead-letters").isEmpty })
      let all = try await get(router, "f/stats")
      #expect(all["function"] == "f")
      #expect(all["since"]?.string?.hasSuffix("Z") == true)
      let outcomes = try #require(all["deliveries"]?.object)
      #expect(outcomes.map(\.name).first == "total")
      #expect(outcomes.filter { $0.value != 0 }.map(\.name) == ["total", "success", "dead_letter"])
      #expect(outcomes.map(\.value) == [4, 3, 0, 1, 0, 0])
      #expect(all["attempts"]?["total"] == 5)
      #expect(all["attempts"]?["failed"] == 2)
      #expect(all["attempts"]?["byStatus"] == ["200": 3, "500": 2])
      let rate = try #require(all["attempts"]?["perSecond"]?.number)
      #expect(rate > 0 && rate <= 5)
      #expect(all["retries"] == 1)
      #expect(all["inFlight"] == 0)
      #expect(all["queue"]?["depth"] == 0)
      #expect(all["queue"]?["deadLetters"] == 1)
      let times = try #require(all["duration"])
      #expect(times["count"] == 5)
      let marks = ["p50", "p90", "p99"].compactMap { times[$0]?.number }
      #expect(marks.count == 3 && marks == marks.sorted() && marks[0] > 0)
      let versions = try #require(all["versions"]?.array)
      #expect(versions.map { $0["name"]?.string } == ["1", "2"])
      #expect(versions.map { $0["attempts"]?["total"]?.integer } == [3, 2])
      #expect(versions.map { $0["breaker"]?.string } == ["closed", nil])
      let second = try await get(router, "f/versions/2/stats")
      #expect(second["deliveries"]?["dead_letter"] == 1)
      #expect(second["duration"]?["count"] == 2)
      let fresh = try await get(router, "g/versions/latest/stats")
      #expect(fresh["deliveries"]?["total"] == 1)
    }

    @Test func `a version that is gone keeps its counts, and one that nobody called has none`()
      async throws
    {
      let function = "exec: [/bin/cat]"
      let router = try await RunningRouter(
        "functions: { f: { versions: { 1: { target: { \(function) } } } } }")
      #expect(try await router.http.send("POST", "/function/f", body: "x").status == 200)
      #expect(
        try await router.reload(
          "functions: { f: { versions: { 2: { target: { \(function) } } } } }"))
      let versions = try #require(try await get(router, "f/stats")["versions"]?.array)
      #expect(versions.map { $0["name"]?.string } == ["2", "1"])
      #expect(versions.map { $0["attempts"]?["total"]?.integer } == [0, 1])
      #expect(versions[0]["duration"]?["p50"]?.isNull == true)
    }

    @Test(arguments: [
      "none/stats", "f/versions/2/stats", "f/stats/more", "a%3Fb/stats", "%25/stats", "f/stat",
    ])
    func `what is not there is not found`(path: String) async throws {
      let router = try await RunningRouter("functions: { f: { target: { exec: [/bin/cat] } } }")
      let reply = try await router.admin.send("GET", "/v1/functions/\(path)")
      #expect(reply.status == 404, "\(reply.text)")
      #expect(try await router.admin.send("POST", "/v1/functions/f/stats").status == 405)
    }
  }
}
