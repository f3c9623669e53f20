import HTTPTransport
import JSONSyntax
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
  struct LedgerTests {
    private func answer(_ router: RunningRouter, _ id: String) async throws -> HTTPReply {
      try await router.admin.send(
        "GET", "/v1/events\(id.hasPrefix("?") ? "" : "/")\(id)")
    }

    private func steps(_ router: RunningRouter, _ id: String) async throws -> [JSONValue] {
      let reply = try await answer(router, id)
      guard reply.status == 200 else { return [] }
      return try JSONValue(parsing: reply.body.span)["steps"]?.array ?? []
    }

    /// The steps of an event once there is one that ends so.
    private func steps(
      _ router: RunningRouter, _ id: String, until then: String, count: Int = 1
    ) async throws -> [JSONValue] {
      #expect(
        try await eventually {
          try await steps(router, id).filter { $0["then"]?.string == then }.count >= count
        })
      return try await steps(router, id)
    }

    private func filtered(_ function: RecordingFunction, ledger: String = "failures") -> String {
      """
      ledger: \(ledger)
      functions:
        f: { versions: { 1: { target: { http: "\(function.url)" } }, 2: { target: { http: "\(function.url)" } } },
             aliases: { live: { 1: 50, 2: 50 } } }
      sources: { in: { http: { path: /in } } }
      associations:
        typed: { from: in, to: "f:live", filter: { exact: { type: wanted } } }
        rich: { from: in, to: "f:1", filter: { data: { iban: [X] } } }
      """
    }

    @Test func `an event that matches nothing is told with the values seen, and no data`()
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(filtered(function))
      let headers = cloudEvent("e1", ["Content-Type": "application/json"])
      _ = try await router.http.send("POST", "/in", headers, body: #"{"iban":"DE4715"}"#)
      let steps = try await steps(router, "e1")
      #expect(steps.count == 1 && steps[0]["step"] == "routed" && steps[0]["source"] == "in")
      #expect(steps[0]["catalog"]?["generation"] == 1)
      let associations = steps[0]["associations"]?.array ?? []
      #expect(associations.map { $0["name"]?.string } == ["typed", "rich"])
      #expect(associations.allSatisfy { $0["matched"] == false })
      #expect(
        associations[0]["reason"]?.string == #"refused by exact type: wanted "wanted", saw "test""#)
      let text = try await answer(router, "e1").text
      #expect(!text.contains("4715"))
      #expect(function.calls.isEmpty)
    }

    @Test func `with all, a canary's version is told with its hash, and a reload counts`()
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(filtered(function, ledger: "all"))
      let headers = cloudEvent("e1", ["ce-type": "wanted"])
      let reply = try await router.http.send("POST", "/in", headers)
      let version = try #require(reply.header("X-Patchbay-Function"))
      let steps = try await steps(router, "e1")
      #expect(steps.map { $0["step"]?.string } == ["routed", "attempt"])
      let typed = try #require(steps[0]["associations"]?.array?.first)
      #expect(typed["matched"] == true && typed["function"]?.string == version)
      #expect(typed["hash"]?.string?.count == 16)
      #expect(steps[1]["function"]?.string == version && steps[1]["then"] == "answered")
      #expect(steps[1]["status"] == 200 && (steps[1]["tookSeconds"]?.number ?? -1) >= 0)
      #expect(try await router.reload(filtered(function, ledger: "all") + "\ntracing: start\n"))
      _ = try await router.http.send("POST", "/in", cloudEvent("e2", ["ce-type": "wanted"]))
      #expect(try await self.steps(router, "e2").first?["catalog"]?["generation"] == 2)
    }

    @Test func `a sync event that fails is told of, one that succeeds is not`() async throws {
      let function = try await RecordingFunction { call, _ in
        FunctionAnswer(call.id == "bad" ? 503 : 200)
      }
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      for id in ["good", "bad"] {
        _ = try await router.http.send("POST", "/in/x", cloudEvent(id))
      }
      let steps = try await steps(router, "bad")
      #expect(steps.map { $0["step"]?.string } == ["routed", "attempt"])
      #expect(steps[1]["status"] == 503 && steps[1]["then"] == "failed")
      #expect(steps[1]["mode"] == "sync" && steps[1]["reason"] == "HTTP 503")
      let unknown = try await answer(router, "good")
      #expect(unknown.status == 404 && unknown.text.contains("`ledger: failures` records"))
    }

    @Test func `a sync call that is not attempted is told as refused`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(simple(target: "http: \"\(function.url)\""))
      _ = try await router.admin.send("POST", "/v1/functions/f:pause")
      for (path, id) in [("/in/x", "e1"), ("/function/f", "e2")] {
        #expect(try await router.http.send("POST", path, cloudEvent(id)).status == 503)
        let last = try #require(try await steps(router, id).last)
        #expect(last["step"] == "refused" && last["reason"] == "the function f is paused")
      }
    }

    @Test func `what waits says for what, though nothing of it is recorded`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", mode: "queued"))
      func waiting(_ id: String) async throws -> [JSONValue] {
        try JSONValue(parsing: try await answer(router, id).body.span)["waiting"]?.array ?? []
      }
      var headers = cloudEvent("later")
      headers["Patchbay-Not-Before"] = "3600"
      let call = try #require(
        try await router.http.send("POST", "/in/x", headers).header("X-Call-Id"))
      for id in ["later", call, "?id=\(call)"] {
        let one = try #require(try await waiting(id).first)
        #expect(one["delivery"]?.string == call && one["attempts"] == 0)
        #expect(one["association"] == "a" && one["function"] == "f:latest")
        #expect(one["reasons"] == ["it is not due yet"])
      }
      _ = try await router.admin.send("POST", "/v1/functions/f:pause")
      _ = try await router.http.send("POST", "/in/x", cloudEvent("paused"))
      #expect(
        try await waiting("paused").first?["reasons"] == ["the function f is paused"])
      _ = try await router.admin.send("POST", "/v1/functions/f:resume")
      #expect(try await eventually { try await answer(router, "paused").status == 404 })
    }

    @Test func `a duplicate is told of beside the one that was queued`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", mode: "queued, dedupe: 10m"))
      for _ in 0..<2 { _ = try await router.http.send("POST", "/in/x", cloudEvent("e1")) }
      let duplicate = try #require(try await steps(router, "e1").first)
      #expect(duplicate["step"] == "duplicate" && duplicate["window"] == "10m")
      #expect(duplicate["association"] == "a" && duplicate["delivery"]?.string?.isEmpty == false)
    }

    @Test func `retries, death and a redrive are one story, by each of its ids`() async throws {
      let health = Mutex(503)
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(health.withLock { $0 })
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"", mode: "queued", delivery: "retries: 1, delay: 1ms"))
      let reply = try await router.http.send("POST", "/in/x", cloudEvent("e1"))
      let delivery = try #require(reply.header("X-Call-Id"))
      var steps = try await steps(router, "e1", until: "dead")
      #expect(steps.map { $0["step"]?.string } == ["routed", "attempt", "attempt"])
      #expect(steps[0]["toldAfterwards"] == true && steps[0]["source"] == "in")
      #expect(steps.dropFirst().allSatisfy { $0["delivery"]?.string == delivery })
      #expect(steps[1]["number"] == 1 && steps[1]["then"] == "retry" && steps[1]["due"] != nil)
      #expect(steps[2]["number"] == 2 && steps[2]["status"] == 503)
      #expect(steps[2]["waitedSeconds"]?.number != nil && steps[2]["tookSeconds"]?.number != nil)
      // It is known after the process's end, too.
      await router.kill()
      try await router.start()
      health.withLock { $0 = 500 }
      _ = try await router.admin.send(
        "POST", "/v1/dead-letters:redrive", body: #"{"ids":["\#(delivery)"]}"#)
      #expect(
        try await eventually { try await router.list("dead-letters").count == 2 })
      steps = try await self.steps(router, delivery, until: "dead", count: 2)
      let redriven = try #require(steps.first { $0["step"] == "redriven" })
      #expect(redriven["letter"]?.string == delivery)
      let second = try #require(redriven["delivery"]?.string)
      #expect(steps.contains { $0["delivery"]?.string == second && $0["status"] == 500 })
      #expect(try await self.steps(router, second) == steps)
      #expect(try await self.steps(router, "e1") == steps)
    }

    @Test func `a delivery that succeeds at its second attempt is told to its end`() async throws {
      let function = try await RecordingFunction { _, earlier in
        FunctionAnswer(earlier == 0 ? 503 : 200)
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"", mode: "queued", delivery: "retries: 3, delay: 1ms"))
      _ = try await router.http.send("POST", "/in/x", cloudEvent("e1"))
      let steps = try await steps(router, "e1", until: "delivered")
      #expect(steps.last?["number"] == 2 && steps.last?["status"] == 200)
    }

    @Test func `with all, a queued event is told from its queue to its end`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        "ledger: all\n" + simple(target: "http: \"\(function.url)\"", mode: "queued"))
      let reply = try await router.http.send("POST", "/in/x", cloudEvent("e1"))
      let steps = try await steps(router, "e1", until: "delivered")
      #expect(steps.map { $0["step"]?.string } == ["queued", "attempt"])
      #expect(steps[0]["delivery"]?.string == reply.header("X-Call-Id"))
      #expect(steps[0]["source"] == "in" && steps[0]["due"]?.string != nil)
      #expect(steps[1]["function"] == "f:latest" || steps[1]["function"] == "f")
    }

    @Test func `an event that expires in the queue is told so`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", mode: "queued"))
      let headers = cloudEvent("e1", ["ce-expirytime": "2020-01-01T00:00:00Z"])
      _ = try await router.http.send("POST", "/in/x", headers)
      let last = try #require(try await steps(router, "e1", until: "dead").last)
      #expect(last["step"] == "ended")
      #expect(last["reason"]?.string?.contains("expirytime has passed") == true)
    }

    @Test(arguments: [
      ("off", "the manifest says `ledger: off`"), ("all", "it is older than 168h"),
      ("sample:0.5", "that share of all others"),
    ])
    func `what is unknown is answered with the reason`(ledger: String, words: String) async throws {
      let router = try await RunningRouter(
        "ledger: \(ledger)\n" + simple(target: "exec: [/bin/false]"))
      if ledger == "off" { _ = try await router.http.send("POST", "/in/x", cloudEvent("e1")) }
      let reply = try await answer(router, "e1")
      #expect(reply.status == 404 && reply.text.contains(words), "\(reply.text)")
      #expect(reply.text.contains("nothing is known of e1"))
    }

    @Test func `an id is short and printable, is asked for with GET, and may have slashes`()
      async throws
    {
      let router = try await RunningRouter(
        "ledger: all\n" + simple(target: "exec: [/bin/cat]"))
      let long = String(repeating: "x", count: 1_025)
      for (path, status) in [
        ("", 409), (long, 400), ("a%0Ab", 400), ("a/b/c", 404), ("?id=", 400), ("?id=a%0Ab", 400),
        ("?id=c", 404),
      ] {
        #expect(try await answer(router, path).status == status, "\(path)")
      }
      #expect(try await router.admin.send("POST", "/v1/events/e1").status == 405)
      _ = try await router.http.send("POST", "/in/x", cloudEvent("a/b"))
      #expect(try await steps(router, "a/b").count == 1)
      #expect(try await steps(router, "?id=a%2Fb").count == 1)
    }

    @Test func `who may read may ask, and nobody else`() async throws {
      let manifest =
        simple(target: "exec: [/bin/false]") + """

          admin: { tokens: [ { token: "${env:LOOK}", role: read } ] }
          """
      let router = try await RunningRouter(
        manifest, environment: ["LOOK": "look-4715", "PATCHBAY_ADMIN_TOKEN": "all-4717"])
      _ = try await router.http.send("POST", "/in/x", cloudEvent("e1"))
      for (fields, status) in [
        ([:], 401), (["Authorization": "Bearer wrong"], 401),
        (["Authorization": "Bearer look-4715"], 200), (["Authorization": "Bearer all-4717"], 200),
      ] {
        #expect(try await router.admin.send("GET", "/v1/events/e1", fields).status == status)
      }
    }

    @Test func `of a flood that nobody wants each event is told of, or counted`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(filtered(function), threads: 1)
      let count = 300
      let events = (0..<count).map {
        #"{"specversion":"1.0","id":"e\#($0)","source":"/tests","type":"test"}"#
      }
      let reply = try await router.http.send(
        "POST", "/in", ["Content-Type": "application/cloudevents-batch+json"],
        body: "[\(events.joined(separator: ","))]")
      #expect(reply.status < 300, "\(reply.text)")
      var told = 0
      for number in 0..<count where try await answer(router, "e\(number)").status == 200 {
        told += 1
      }
      let metrics = try await router.admin.send("GET", "/metrics").text.split(separator: "\n")
      let line = metrics.first { $0.hasPrefix("patchbay_ledger_dropped_total ") }
      let dropped = line.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
      #expect(told > 0 && told + dropped == count, "\(told) told, \(dropped) dropped")
    }
  }
}
