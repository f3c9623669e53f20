import HTTPTransport
import JSONSyntax
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
  struct BatchTests {
    private func manifest(
      _ function: RecordingFunction, _ batch: String?, _ delivery: String = "",
      flow: String = "breaker: off, retryBudget: off", ledger: String = "all"
    ) -> String {
      """
      functions: { f: { target: { http: "\(function.url)" }, \(flow) } }
      sources: { in: { http: { path: /in } } }
      ledger: \(ledger)
      associations:
        a:
          from: in
          to: f
          mode: queued
          \(batch.map { "batch: { \($0) }" } ?? "")
          delivery: { retries: 3, delay: 10ms, \(delivery) }
      """
    }

    private func arrived(_ ids: [String], at function: RecordingFunction) async -> Bool {
      await eventually { Set(ids).isSubset(of: allIDs(function)) }
    }

    private func deadIDs(_ router: RunningRouter) async throws -> [String] {
      try await router.list("dead-letters").compactMap { $0["event"]?.string }.sorted()
    }

    private func metrics(_ router: RunningRouter) async throws -> String {
      try await router.admin.send("GET", "/metrics").text
    }

    // MARK: When a batch goes

    @Test func `a batch goes when it is full, whichever loop has taken its events`()
      async throws
    {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(manifest(function, "size: 10, window: 5m"))
      try await send(ids(1...20), to: router)
      #expect(await function.wait(for: 2))
      #expect(function.calls.map { eventIDs($0).count } == [10, 10])
      #expect(Set(allIDs(function)) == Set(ids(1...20)))
      let call = try #require(function.calls.first)
      #expect(call["content-type"] == "application/cloudevents-batch+json")
      #expect(call.headers.allSatisfy { !$0.name.hasPrefix("ce-") })
      let event = try #require(try JSONValue(parsing: call.body.span).array?.first)
      #expect(event["specversion"] == "1.0" && event["type"] == "test")
      #expect(event["source"] == "/tests" && event["data_base64"] != nil)

      #expect(try await eventually { try await depth(router) == 0 })
      let text = try await metrics(router)
      #expect(
        text.contains(
          "patchbay_attempts_total{function=\"f\",version=\"latest\",status=\"200\"} 2\n"))
      let labels = "association=\"a\",function=\"f\",version=\"latest\""
      #expect(text.contains("patchbay_batches_total{\(labels)} 2\n"))
      #expect(text.contains("patchbay_batch_events_total{\(labels)} 20\n"))
      #expect(text.contains("patchbay_deliveries_total{\(labels),outcome=\"success\"} 20\n"))
    }

    @Test func `a batch goes with what it has when its window is over`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(manifest(function, "size: 100, window: 300ms"))
      try await send(ids(1...3), to: router)
      #expect(await arrived(ids(1...3), at: function))
      try await send(["late"], to: router)
      #expect(await arrived(["late"], at: function))
    }

    @Test func `no request has more bytes than are allowed`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        manifest(function, "size: 100, window: 1s, bytes: 4KiB"))
      try await together(router) {
        for id in ids(1...10) {
          let body = String(repeating: "x", count: 1_000)
          let headers = cloudEvent(id, ["content-type": "text/plain"])
          let reply = try await router.http.send("POST", "/in", headers, body: body)
          #expect(reply.status == 202)
        }
      }
      #expect(await arrived(ids(1...10), at: function))
      #expect(function.calls.allSatisfy { $0.body.count <= 4_096 })
      #expect(function.calls.contains { eventIDs($0).count == 3 })
    }

    @Test func `without a window what waits goes together, in the order of arrival`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(manifest(function, "size: 1000"))
      try await together(router) { try await send(ids(1...50), to: router) }
      #expect(await arrived(ids(1...50), at: function))
      #expect(function.calls.count < 25)
      for call in function.calls {
        let numbers = eventIDs(call).compactMap { Int($0.dropFirst()) }
        #expect(numbers == numbers.sorted())
      }
    }

    // MARK: Failures

    @Test func `only those that are named come again, and the ledger tells of each`() async throws {
      let function = try await RecordingFunction { call, _ in
        let failed = call.text.contains("e1") ? eventIDs(call).filter { $0.hasPrefix("bad") } : []
        return FunctionAnswer(body: failures(failed))
      }
      let router = try await RunningRouter(manifest(function, "size: 4, window: 1s"))
      try await together(router) { try await send(["e1", "bad2", "e3", "bad4"], to: router) }
      #expect(await function.wait(for: 2))
      #expect(try await eventually { try await depth(router) == 0 })
      #expect(allIDs(function).sorted() == ["bad2", "bad2", "bad4", "bad4", "e1", "e3"])
      #expect(function.calls.count == 2, "what fails together comes back together")
      #expect(try await router.list("dead-letters").isEmpty)
      let text = try await metrics(router)
      #expect(text.contains("patchbay_retries_total{function=\"f\"} 2\n"))
      #expect(text.contains("version=\"latest\",outcome=\"success\"} 4\n"))

      var story: [JSONValue] = []
      #expect(
        try await eventually {
          let reply = try await router.admin.send("GET", "/v1/events/bad2")
          story = try JSONValue(parsing: reply.body.span)["steps"]?.array ?? []
          return story.last?["then"] == "delivered"
        })
      let attempts = story.filter { $0["step"] == "attempt" }
      #expect(attempts.map { $0["batch"]?.integer } == [4, 2])
      #expect(attempts.map { $0["number"]?.integer } == [1, 2])
      #expect(attempts.first?["reason"] == "named in the answer's batchItemFailures")
      let good = try await router.admin.send("GET", "/v1/events/e3").text
      #expect(good.contains("\"batch\":4") && good.contains("\"then\":\"delivered\""))
    }

    @Test(arguments: [
      #"{"batchItemFailures":[{"itemIdentifier":"nobody"}]}"#,
      #"{"batchItemFailures":[{"itemIdentifier":"e1"},{"itemIdentifier":""}]}"#,
      #"{"batchItemFailures":"e1"}"#,
    ])
    func `an answer that can't be understood lets all come again`(body: String) async throws {
      let answers = Answers([body, ""])
      let function = try await RecordingFunction { _, _ in FunctionAnswer(body: answers.next()) }
      let router = try await RunningRouter(manifest(function, "size: 3, window: 5m"))
      try await send(ids(1...3), to: router)
      #expect(await function.wait(for: 2))
      #expect(try await eventually { try await depth(router) == 0 })
      #expect(function.calls.map { eventIDs($0) } == [ids(1...3), ids(1...3)])
      #expect(try await router.list("dead-letters").isEmpty)
    }

    @Test func `a batch that fails counts an attempt for each event, until all are dead letters`()
      async throws
    {
      let function = try await RecordingFunction { _, _ in FunctionAnswer(500) }
      let router = try await RunningRouter(
        manifest(function, "size: 3, window: 5m", "jitter: none"))
      try await send(ids(1...3), to: router)
      #expect(try await eventually { try await deadIDs(router) == ids(1...3) })
      #expect(function.calls.map { eventIDs($0).count } == [3, 3, 3, 3])
      let letters = try await router.list("dead-letters")
      #expect(letters.allSatisfy { $0["attempts"] == 4 && $0["lastStatus"] == 500 })
    }

    @Test(arguments: [[7], [2, 3, 11]])
    func `bisect finds what spoils a batch, and the rest is done`(poison: [Int]) async throws {
      let bad = Set(poison.map { "e\($0)" })
      let function = try await RecordingFunction { call, _ in
        FunctionAnswer(bad.isDisjoint(with: eventIDs(call)) ? 200 : 500)
      }
      let router = try await RunningRouter(
        manifest(
          function, "size: 16, window: 5m, bisect: true", "retryOn: [503]",
          flow: "breaker: { failures: 1 }, retryBudget: off"))
      try await send(ids(1...16), to: router)
      #expect(try await eventually { try await depth(router) == 0 })
      #expect(try await deadIDs(router) == bad.sorted())
      let done = function.calls.map { eventIDs($0) }.filter { bad.isDisjoint(with: $0) }.flatMap(
        \.self)
      #expect(done.count == 16 - bad.count && Set(done).count == done.count)
      #expect(function.calls.count <= 1 + 2 * 4 * poison.count)
      let text = try await metrics(router)
      #expect(text.contains("version=\"latest\",outcome=\"dead_letter\"} \(bad.count)\n"))
      #expect(text.contains("version=\"latest\",outcome=\"success\"} \(16 - bad.count)\n"))
      // All of it is one attempt to the breaker, and a good one.
      #expect(text.contains("patchbay_breaker_open{function=\"f\",version=\"latest\"} 0\n"))
    }

    @Test func `bisect does not wear out a function that asks for patience`() async throws {
      let answers = Answers(["503", "200"])
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(Int(answers.next()) ?? 200)
      }
      let router = try await RunningRouter(
        manifest(function, "size: 8, window: 5m, bisect: true"))
      try await send(ids(1...8), to: router)
      #expect(await function.wait(for: 2))
      #expect(try await eventually { try await depth(router) == 0 })
      #expect(function.calls.map { eventIDs($0).count } == [8, 8])
    }

    @Test func `what has expired when the batch goes does not go with it`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(manifest(function, "size: 3, window: 5m"))
      try await send(["old"], to: router, ["ce-expirytime": "2020-01-01T00:00:00Z"])
      try await send(ids(1...2), to: router)
      #expect(await function.wait(for: 1))
      #expect(allIDs(function) == ids(1...2))
      #expect(try await eventually { try await deadIDs(router) == ["old"] })
      #expect(try await metrics(router).contains("outcome=\"expired\"} 1\n"))
    }

    @Test func `a batch takes one of the places that its version has`() async throws {
      let latch = Latch()
      let function = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer()
      }
      let router = try await RunningRouter(
        manifest(function, "size: 10, window: 5m", flow: "concurrency: 2"))
      try await send(ids(1...50), to: router)
      #expect(await function.wait(for: 2))
      latch.open()
      #expect(await arrived(ids(1...50), at: function))
      #expect(function.mostAtOnce <= 2)
      #expect(function.calls.count == 5)
    }

    // MARK: Pauses, reloads, ends

    @Test func `what gathers is given back at a pause, and at a reload`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(manifest(function, "size: 4, window: 5m"))
      try await send(ids(1...3), to: router)
      _ = try await router.admin.send("POST", "/v1/associations/a:pause")
      #expect(
        try await eventually { try await router.list("queues").first?["parked"] == 3 })
      #expect(function.calls.isEmpty)
      _ = try await router.admin.send("POST", "/v1/associations/a:resume")
      try await send(["e4"], to: router)
      #expect(await function.wait(for: 1))
      #expect(allIDs(function) == ids(1...4))

      try await send(ids(5...6), to: router)
      #expect(try await router.reload(manifest(function, "size: 3, window: 5m")))
      #expect(function.calls.count == 1)
      try await send(["e7"], to: router)
      #expect(await function.wait(for: 2))
      #expect(eventIDs(function.calls[1]) == ids(5...7))

      try await send(["e8"], to: router)
      #expect(try await router.reload(manifest(function, nil)))
      #expect(await function.wait(for: 3))
      #expect(function.calls[2].id == "e8" && function.calls[2].text == "e8")
    }

    @Test func `neither a stop nor a kill loses what gathers or is under way`() async throws {
      let latch = Latch()
      let function = try await RecordingFunction { call, _ in
        if eventIDs(call).contains("slow") { await latch.pass() }
        return FunctionAnswer()
      }
      let router = try await RunningRouter(manifest(function, "size: 4, window: 5m"))
      try await send(ids(1...2), to: router)
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      try await router.start()
      await router.kill()
      try await router.start()
      #expect(function.calls.isEmpty)
      try await send(["e3", "slow"], to: router)
      #expect(await function.wait(for: 1))
      try await send(["e5"], to: router)
      await router.kill()
      latch.open()
      try router.rewrite(manifest(function, "size: 5, window: 5m"))
      try await router.start()
      #expect(await function.wait(for: 2))
      #expect(
        function.calls.map { eventIDs($0) } == [
          ["e1", "e2", "e3", "slow"], ["e1", "e2", "e3", "slow", "e5"],
        ])
      #expect(try await eventually { try await depth(router) == 0 })
    }

    @Test func `explain and the lists name the batches`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(manifest(function, "size: 10, window: 2s"))
      let item = try #require(try await router.list("associations").first?["batch"])
      #expect(item["size"] == 10 && item["window"] == "2s")
      #expect(item["bytes"] == "6MiB" && item["bisect"] == false)
      let event = #"{"specversion":"1.0","id":"1","source":"/s","type":"t"}"#
      let answer = try await router.admin.send("POST", "/v1/explain?source=in", body: event).text
      #expect(answer.contains("in batches of up to 10, which wait 2s for one another"))
    }
  }
}

/// What a function answers, one after the other; then the last one for good.
private final class Answers: Sendable {
  private let rest: Mutex<[String]>

  init(_ answers: [String]) { rest = Mutex(answers) }

  func next() -> String {
    rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
  }
}

/// What a function answers that names these events.
private func failures(_ ids: [String]) -> String {
  let items = ids.map { "{\"itemIdentifier\":\"\($0)\"}" }.joined(separator: ",")
  return "{\"batchItemFailures\":[\(items)]}"
}
