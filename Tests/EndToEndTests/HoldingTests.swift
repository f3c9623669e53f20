import HTTPTransport
import JSONSyntax
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
  /// Functions that misbehave, and what waits for them meanwhile.
  struct HoldingTests {
    /// Whether a function is well; shared with its script.
    private final class Health: Sendable {
      private let state = Mutex(false)
      var isWell: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
      }
    }

    @Test
    func `an outage costs single deliveries an attempt, and everything is delivered after it`()
      async throws
    {
      let health = Health()
      let broken = try await RecordingFunction { _, _ in
        FunctionAnswer(health.isWell ? 200 : 503)
      }
      let other = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions:
          broken:
            target: { http: "\(broken.url)" }
            concurrency: 2
            breaker: { failures: 3, time: 200ms, maxTime: 400ms }
          other: { target: { http: "\(other.url)" } }
        sources:
          b: { http: { path: /broken } }
          o: { http: { path: /other } }
        associations:
          b: { from: b, to: broken, mode: queued, delivery: { retries: 3, delay: 10ms } }
          o: { from: o, to: other, mode: queued }
        """)
      _ = try await sendAtOnce(300, to: router, path: "/broken")
      #expect(await router.log.first(containing: "the queue is held") != nil)
      let queue = try #require(
        try await router.list("queues").first { $0["name"]?.string == "broken" })
      let words = queue["held"]?.array?.first?.string ?? ""
      #expect(words.contains("3 failures in a row, the last: HTTP 503"))
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(metrics.contains(#"patchbay_breaker_open{function="broken",version="latest"} 1"#))
      #expect(metrics.contains(#"patchbay_breaker_open{function="other",version="latest"} 0"#))
      #expect(metrics.contains(#"function="broken",version="latest",reason="breaker"} "#))
      _ = try await sendAtOnce(20, to: router, path: "/other")
      #expect(await other.wait(for: 20))
      #expect(broken.calls.count < 60)
      #expect(try await router.list("dead-letters").isEmpty)
      health.isWell = true
      #expect(try await eventually { try await router.isEmpty("broken") })
      #expect(Set(broken.texts).count == 300)
      #expect(try await router.list("dead-letters").isEmpty)
      #expect(await router.log.first(containing: "the queue goes on") != nil)
    }

    @Test func `a queue is held where most deliveries are refused, not burnt into dead letters`()
      async throws
    {
      let health = Health()
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(health.isWell ? 200 : 400)
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"",
          function: "concurrency: 1, breaker: { time: 300ms, maxTime: 300ms }", mode: "queued"))
      _ = try await sendAtOnce(200, to: router)
      #expect(await router.log.first(containing: "20 of 20 deliveries failed within 1m") != nil)
      health.isWell = true
      #expect(try await eventually { try await router.isEmpty("f") })
      let dead = try await router.list("dead-letters").count
      #expect(dead >= 20 && dead < 40)
      #expect(function.calls.count == 200)
    }

    @Test func `a backlog is not burnt before its breaker has opened, nor at a restart`()
      async throws
    {
      let health = Health()
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(health.isWell ? 200 : 503)
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"",
          function: "breaker: { failures: 4, time: 1h, maxTime: 1h }", mode: "queued",
          delivery: "retries: 1, delay: 1ms"))
      _ = try await sendAtOnce(300, to: router)
      #expect(await router.log.first(containing: "the queue is held") != nil)
      #expect(function.calls.count == 4)
      await router.kill()
      try await router.start()
      #expect(await router.log.first(containing: "the queue is held") != nil)
      #expect(function.calls.count == 8)
      health.isWell = true
      await router.kill()
      try await router.start()
      #expect(try await eventually { try await router.isEmpty("f") })
      #expect(try await router.list("dead-letters").count <= 4)
    }

    @Test(arguments: [
      ("breaker: { failures: 1, time: 1h, maxTime: 1h }", "breaker: off"),
      ("rate: { limit: 1/h, burst: 1 }", "rate: 1000/s"),
      ("breaker: off, retryBudget: { share: 0%, floor: 1/h }", "breaker: off, retryBudget: off"),
    ])
    func `what is held goes on as soon as the manifest holds it no more`(
      before: String, after: String
    ) async throws {
      let health = Health()
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(health.isWell ? 200 : 503)
      }
      health.isWell = before.hasPrefix("rate")
      func manifest(_ regulation: String) -> String {
        simple(
          target: "http: \"\(function.url)\"", function: regulation, mode: "queued",
          delivery: "retries: 9, delay: 1ms, maxDelay: 1ms")
      }
      let router = try await RunningRouter(manifest(before))
      _ = try await sendAtOnce(20, to: router)
      #expect(
        try await eventually {
          try await router.admin.send("GET", "/metrics").text.contains("patchbay_holds_total{")
        })
      health.isWell = true
      #expect(try await router.reload(manifest(after)))
      #expect(try await eventually { try await router.isEmpty("f") })
      #expect(try await router.list("dead-letters").isEmpty)
    }

    @Test func `what is held goes on after a restart`() async throws {
      let function = try await RecordingFunction { _, earlier in
        FunctionAnswer(earlier == 0 ? 503 : 200)
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"",
          function: "concurrency: 1, breaker: { failures: 2, time: 1h, maxTime: 1h }",
          mode: "queued", delivery: "delay: 1s, jitter: none"))
      for id in ["e1", "e2", "e3"] {
        _ = try await router.http.send("POST", "/in/x", cloudEvent(id))
      }
      #expect(await router.log.first(containing: "the queue is held") != nil)
      #expect(function.calls.count == 2)
      await router.kill()
      try await router.start()
      // The third fails once, too, but is one failure and not two in a row.
      #expect(try await eventually { try await router.isEmpty("f") })
      #expect(function.calls.count == 6)
    }

    @Test func `sync calls of a broken function are refused where the manifest says so`()
      async throws
    {
      let health = Health()
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(health.isWell ? 200 : 500)
      }
      let router = try await RunningRouter(
        """
        functions:
          guarded:
            target: { http: "\(function.url)" }
            breaker: { failures: 2, time: 200ms, maxTime: 200ms, sync: true }
          plain: { target: { http: "\(function.url)" }, breaker: { failures: 2 } }
        sources: { in: { http: { path: /in } } }
        associations: { a: { from: in, to: guarded } }
        """)
      for status in [500, 500, 503] {
        let reply = try await router.http.send("POST", "/in")
        #expect(reply.status == status)
        #expect(reply.header("Retry-After") == (status == 503 ? "1" : nil))
      }
      for _ in 0..<5 {
        #expect(try await router.http.send("POST", "/function/plain").status == 500)
      }
      #expect(function.calls.count == 7)
      health.isWell = true
      #expect(
        try await eventually { try await router.http.send("POST", "/in").status == 200 })
    }

    @Test func `retries beyond the budget wait, and none is lost`() async throws {
      let function = try await RecordingFunction { _, earlier in
        FunctionAnswer(earlier == 0 ? 503 : 200)
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"",
          function: "breaker: off, retryBudget: { share: 0%, floor: 20/s }", mode: "queued",
          delivery: "retries: 1, delay: 1ms"))
      // Two hundred retries are saved up.
      _ = try await sendAtOnce(230, to: router)
      #expect(
        try await eventually {
          try await router.admin.send("GET", "/metrics").text.contains(#"reason="budget"} "#)
        })
      #expect(try await eventually { try await router.isEmpty("f") })
      #expect(function.calls.count == 460)
      #expect(try await router.list("dead-letters").isEmpty)
    }

    @Test func `queued deliveries keep to the rates of a version and an association`()
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions:
          f: { target: { http: "\(function.url)" }, rate: { limit: 50/s, burst: 1 } }
          g: { target: { http: "\(function.url)" } }
        sources:
          f: { http: { path: /f } }
          g: { http: { path: /g } }
        associations:
          f: { from: f, to: f, mode: queued }
          g: { from: g, to: g, mode: queued, rate: { limit: 50/s, burst: 1 } }
        """)
      for path in ["/f", "/g"] {
        let before = function.calls.count
        _ = try await sendAtOnce(41, to: router, path: path)
        #expect(await function.wait(for: before + 41))
        let calls = function.calls[before...]
        let time = try #require(calls.last).began - (try #require(calls.first)).began
        // Forty intervals of 20 ms, but for what clocks and loops are late at the first.
        #expect(time >= .milliseconds(700))
      }
      let metrics = try await router.admin.send("GET", "/metrics").text
      for name in ["f", "g"] {
        #expect(metrics.contains("function=\"\(name)\",version=\"latest\",reason=\"rate\"} "))
      }
    }

    @Test func `what waits for a rate goes in the order in which it came`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"", function: "rate: { limit: 10/s, burst: 1 }",
          mode: "queued"))
      let texts = (0..<16).map(String.init)
      for text in texts { _ = try await router.http.send("POST", "/in/x", body: text) }
      #expect(await function.wait(for: texts.count))
      #expect(function.texts == texts)
    }

    @Test func `a function gets as many at once as it can take`() async throws {
      let atOnce = Mutex(0)
      let function = try await RecordingFunction { _, _ in
        let count = atOnce.withLock { count in
          count += 1
          return count
        }
        await pause(.milliseconds(5))
        atOnce.withLock { $0 -= 1 }
        return FunctionAnswer(count > 8 ? 429 : 200)
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"",
          function: "concurrency: { min: 2, max: 100 }, retryBudget: off", mode: "queued",
          delivery: "retries: 100, delay: 1ms"))
      let name = #"patchbay_concurrency_limit{function="f",version="latest"} "#
      #expect(try await router.admin.send("GET", "/metrics").text.contains(name + "2\n"))
      _ = try await sendAtOnce(600, to: router)
      #expect(try await eventually { try await router.isEmpty("f") })
      // It tries more than it knows to be good, by doubling at first, and learns from it.
      #expect((3...32).contains(function.mostAtOnce))
      #expect(function.calls.count < 900)
      #expect(try await router.list("dead-letters").isEmpty)
    }

    @Test func `sync calls beyond a rate are answered 429`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions:
          f: { target: { http: "\(function.url)" }, rate: { limit: 2/h, burst: 2 } }
          g: { target: { http: "\(function.url)" } }
        sources: { in: { http: { path: /in } } }
        associations: { a: { from: in, to: g, rate: 1/m } }
        """)
      for (path, statuses) in [("/function/f", [200, 200, 429]), ("/in", [200, 429])] {
        for status in statuses {
          let reply = try await router.http.send("POST", path)
          #expect(reply.status == status)
          let wait = reply.header("Retry-After").flatMap { Int($0) }
          #expect(status == 200 ? wait == nil : (30...1_800).contains(wait ?? 0))
        }
      }
      #expect(function.calls.count == 3)
    }
  }
}

extension RunningRouter {
  /// Whether nothing waits for a function.
  fileprivate func isEmpty(_ function: String) async throws -> Bool {
    let queue = try await list("queues").first { $0["name"]?.string == function }
    return queue?["depth"]?.integer == 0
  }
}
