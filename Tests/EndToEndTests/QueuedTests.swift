import EventLoops
import HTTPTransport
import Instants
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct QueuedTests {
    @Test func `the same event is queued once, and its sender is told which delivery it has`()
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources: { in: { http: { path: "/in/{order}" } } }
        associations: { a: { from: in, to: f, mode: queued, dedupe: { window: 1h, by: order } } }
        """)
      let first = try await router.http.send("POST", "/in/17", body: "first")
      let second = try await router.http.send("POST", "/in/17", body: "second")
      let other = try await router.http.send("POST", "/in/18", body: "other")
      #expect([first.status, second.status, other.status] == [202, 202, 202])
      #expect(first.header("X-Call-Id") == second.header("X-Call-Id"))
      #expect(first.header("X-Call-Id") != other.header("X-Call-Id"))
      #expect(await function.wait(for: 2))
      #expect(Set(function.texts) == ["first", "other"])
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(metrics.contains(#"patchbay_duplicates_total{association="a"} 1"#))
    }

    @Test func `a queued event is answered 202 and delivered`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", mode: "queued"))
      let reply = try await router.http.send("POST", "/in/x", cloudEvent("e1"), body: "hello")
      #expect(reply.status == 202)
      let answer = try JSONValue(parsing: reply.body.span)
      #expect(answer["id"]?.string == "e1")
      let delivery = try #require(answer["deliveries"]?.array?.first?.string)
      #expect(reply.header("X-Call-Id") == delivery)
      #expect(await function.wait(for: 1))
      #expect(function.calls[0].id == "e1" && function.calls[0].text == "hello")
    }

    @Test func `a 503 with Retry-After is tried again, not before that time`() async throws {
      let function = try await RecordingFunction { _, earlier in
        earlier == 0 ? FunctionAnswer(503, headers: [("Retry-After", "1")]) : FunctionAnswer()
      }
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", mode: "queued", delivery: "delay: 10ms"))
      _ = try await router.http.send("POST", "/in/x", cloudEvent("e1"))
      #expect(await function.wait(for: 2))
      let calls = function.calls
      #expect(calls[1].id == "e1")
      #expect(calls[1].began - calls[0].began >= .milliseconds(950))
    }

    @Test func `what fails for good is a dead letter with its reason`() async throws {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(500, body: "no") }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"", mode: "queued", delivery: "retries: 1, delay: 10ms"))
      _ = try await router.http.send("POST", "/in/x", cloudEvent("e1"))
      #expect(try await eventually { try await !router.list("dead-letters").isEmpty })
      let letter = try #require(try await router.list("dead-letters").first)
      #expect(letter["event"]?.string == "e1" && letter["function"]?.string == "f:latest")
      #expect(letter["association"]?.string == "a" && letter["attempts"]?.integer == 2)
      #expect(letter["lastStatus"]?.integer == 500)
      #expect(letter["reason"]?.string?.contains("500") == true)
      #expect(function.calls.count == 2)
    }

    @Test(arguments: [400, 403, 301]) func `what is not worth a retry is tried once`(
      status: Int
    ) async throws {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(status) }
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", mode: "queued", delivery: "delay: 1ms"))
      _ = try await router.http.send("POST", "/in/x", cloudEvent("e1"))
      #expect(try await eventually { try await !router.list("dead-letters").isEmpty })
      #expect(function.calls.count == 1)
    }

    @Test func `what has grown too old while it waited is a dead letter, not an attempt`()
      async throws
    {
      let latch = Latch()
      let function = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer()
      }
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" }, concurrency: 1 } }
        sources: { in: { http: { path: "/in/{rest...}" } } }
        associations: { a: { from: in, to: f, mode: queued, delivery: { maxAge: 1s } } }
        """)
      let replies = try await sendAtOnce(3, to: router, path: "/in/x")
      #expect(replies.allSatisfy { $0.status == 202 })
      #expect(try await eventually { try await router.list("dead-letters").count == 2 })
      let letter = try #require(try await router.list("dead-letters").first)
      #expect(letter["reason"]?.string == "the event is older than its maxAge of 1s")
      #expect(letter["attempts"]?.integer == 0)
      #expect(router.log.text.contains("delivery is too old"))
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(metrics.contains(#"outcome="expired"} 2"#))
      latch.open()
      #expect(function.calls.count == 1)
    }

    @Test func `retryOn and jitter decide what is tried again, and when`() async throws {
      let function = try await RecordingFunction { call, earlier in
        FunctionAnswer(call.id == "e1" ? (earlier == 0 ? 400 : 200) : 503)
      }
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"", mode: "queued",
          delivery: "retryOn: [400], delay: 300ms, jitter: none"))
      _ = try await router.http.send("POST", "/in/x", cloudEvent("e1"))
      #expect(await function.wait(for: 2))
      #expect(function.calls[1].began - function.calls[0].began >= .milliseconds(295))
      _ = try await router.http.send("POST", "/in/x", cloudEvent("e2"))
      #expect(try await eventually { try await !router.list("dead-letters").isEmpty })
      #expect(function.calls.count == 3)
    }

    @Test func `an event whose expirytime has passed is not attempted`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", mode: "queued"))
      let past = ["ce-expirytime": "2020-01-01T00:00:00Z"]
      _ = try await router.http.send("POST", "/in/x", cloudEvent("e1", past))
      #expect(try await eventually { try await !router.list("dead-letters").isEmpty })
      let letter = try #require(try await router.list("dead-letters").first)
      #expect(
        letter["reason"]?.string == "the event's expirytime has passed (2020-01-01T00:00:00Z)")
      #expect(letter["attempts"]?.integer == 0 && function.calls.isEmpty)
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(metrics.contains(#"outcome="expired"} 1"#))
    }

    @Test func `an event waits for its first attempt as asked, over a restart too`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(
          target: "http: \"\(function.url)\"", mode: "queued", delivery: "firstAttemptAfter: 1s"))
      let later = ["Patchbay-Not-Before": "3"]
      _ = try await router.http.send("POST", "/in/x", cloudEvent("late", later))
      _ = try await router.http.send("POST", "/in/x", cloudEvent("soon"))
      let first = try #require(try await router.list("queues").first)
      #expect(first["delayed"]?.integer == 2)
      await router.kill()
      try await router.start()
      #expect(await function.wait(for: 2))
      #expect(function.calls.map(\.id) == ["soon", "late"])
      let reply = try await router.http.send(
        "POST", "/async-function/f", cloudEvent("e3", ["Patchbay-Not-Before": "3600"]))
      #expect(reply.status == 202)
      #expect(try await router.list("queues").first?["delayed"]?.integer == 1)
    }

    @Test(arguments: ["soon", "-1", "99999999999"])
    func `a Patchbay-Not-Before that can't be obeyed is refused`(text: String) async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        simple(target: "http: \"\(function.url)\"", mode: "queued"))
      for path in ["/in/x", "/async-function/f"] {
        let reply = try await router.http.send("POST", path, ["Patchbay-Not-Before": text])
        #expect(reply.status == 400 && reply.text.contains("Patchbay-Not-Before"))
      }
      #expect(try await router.list("queues").first?["depth"]?.integer == 0)
    }

    @Test func `a failure for good that no sender is told of is a dead letter`() async throws {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(400) }
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources: { tick: { cron: { schedule: "@every 1s" } } }
        associations: { a: { from: tick, to: f, mode: sync } }
        """)
      #expect(try await eventually { try await !router.list("dead-letters").isEmpty })
      let letter = try #require(try await router.list("dead-letters").first)
      #expect(letter["lastStatus"]?.integer == 400 && letter["attempts"]?.integer == 1)
      #expect(letter["association"]?.string == "a")
    }

    @Test func `the wait for one of a target's connections is no attempt`() async throws {
      let latch = Latch()
      let function = try await RecordingFunction { call, _ in
        if call.text == "slow" { await latch.pass() }
        return FunctionAnswer()
      }
      let target = "{ http: \"\(function.url)\", connections: { max: 1 } }"
      let router = try await RunningRouter(
        """
        functions:
          slow: { target: \(target), timeout: 2m }
          quick: { target: \(target), timeout: 2s }
        sources:
          slow: { http: { path: /slow } }
          quick: { http: { path: /quick } }
        associations:
          slow: { from: slow, to: slow, mode: queued }
          quick: { from: quick, to: quick, mode: queued, delivery: { retries: 0, timeout: 50ms } }
        """, threads: 1)
      _ = try await router.http.send("POST", "/slow", body: "slow")
      #expect(await function.wait(for: 1))
      _ = try await router.http.send("POST", "/quick", body: "quick")
      // Several times what an attempt may take.
      await pause(.milliseconds(300))
      #expect(try await router.list("dead-letters").isEmpty)
      latch.open()
      #expect(await function.wait(for: 2))
      #expect(function.texts == ["slow", "quick"])
      #expect(try await router.list("dead-letters").isEmpty)
    }

    @Test func `a slow function does not delay another one's events`() async throws {
      let latch = Latch()
      let slow = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer()
      }
      let quick = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions:
          slow: { target: { http: "\(slow.url)" }, concurrency: 2 }
          quick: { target: { http: "\(quick.url)" } }
        sources:
          s: { http: { path: /slow } }
          q: { http: { path: /quick } }
        associations:
          s: { from: s, to: slow, mode: queued }
          q: { from: q, to: quick, mode: queued }
        """)
      let replies = try await sendAtOnce(300, to: router, path: "/slow")
      #expect(replies.allSatisfy { $0.status == 202 })
      #expect(await slow.wait(for: 2))
      _ = try await sendAtOnce(50, to: router, path: "/quick")
      #expect(await quick.wait(for: 50))
      #expect(slow.calls.count == 2)
      latch.open()
      #expect(await slow.wait(for: 300))
      #expect(slow.mostAtOnce == 2)
    }

    @Test func `a queue of more weight is worked off faster than one beside it`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions:
          heavy: { target: { http: "\(function.url)heavy" }, breaker: off, weight: 16 }
          light: { target: { http: "\(function.url)light" }, breaker: off }
        sources: { s: { http: { path: /in } } }
        associations:
          light: { from: s, to: light, mode: queued }
          heavy: { from: s, to: heavy, mode: queued }
        """, threads: 1)
      // All are due at the same instant.
      let due = (WallTime.now + .seconds(2)).rfc3339
      for _ in 0..<200 {
        let reply = try await router.http.send(
          "POST", "/in", ["Patchbay-Not-Before": due], body: "x")
        #expect(reply.status == 202)
      }
      #expect(await function.wait(for: 400))
      let paths = function.calls.map(\.target)
      let end = try #require(paths.lastIndex(of: "/heavy"))
      let meanwhile = paths[...end].count { $0 == "/light" }
      #expect(meanwhile > 0)
      #expect(meanwhile < 100)
    }
  }
}
