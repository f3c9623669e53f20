import HTTPTransport
import JSONSyntax
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
  struct OrderTests {
    private static let accounts = ["ann", "bob", "cy", "dee"]

    private func manifest(
      _ function: RecordingFunction, _ order: String, _ more: String = "",
      sources: String = "in: { http: { path: /in } }"
    ) -> String {
      """
      functions:
        f: { target: { http: "\(function.url)" }, breaker: off, retryBudget: off }
      sources: { \(sources) }
      associations:
        a:
          from: in
          to: f
          mode: queued
          sticky: subject
          delivery: { retries: 2, backoff: constant, delay: 10ms }
          \(order)
          \(more)
      """
    }

    /// Sends the numbers to each account at once, one after the other within an account.
    private func send(_ numbers: ClosedRange<Int>, to router: RunningRouter) async {
      await withTaskGroup(of: Void.self) { group in
        for account in Self.accounts {
          group.addTask {
            for number in numbers {
              let headers = cloudEvent("\(account)-\(number)", ["ce-subject": account])
              // What a killed router did not answer is sent again.
              _ = await eventually {
                let reply = try? await router.http.send(
                  "POST", "/in", headers, body: "\(number)")
                return reply?.status == 202
              }
            }
          }
        }
      }
    }

    private func numbers(_ function: RecordingFunction, _ account: String) -> [Int] {
      function.calls.filter { $0["ce-subject"] == account }.compactMap { Int($0.text) }
    }

    private func queue(_ router: RunningRouter) async throws -> JSONValue {
      try #require(try await router.list("queues").first)
    }

    private final class Health: Sendable {
      private let isWell = Mutex(false)
      func heal() { isWell.withLock { $0 = true } }
      func status(of account: String?) -> Int {
        account == "bob" && !isWell.withLock { $0 } ? 503 : 200
      }
    }

    @Test func `a key whose event dies is held until a redrive, and the others go on`()
      async throws
    {
      let health = Health()
      let function = try await RecordingFunction { call, _ in
        FunctionAnswer(health.status(of: call["ce-subject"]))
      }
      let router = try await RunningRouter(manifest(function, "order: key", "onKeyFailure: hold"))
      await send(1...20, to: router)
      #expect(await function.wait(for: 63))
      #expect(try await eventually { try await queue(router)["depth"] == 19 })
      for account in Self.accounts where account != "bob" {
        #expect(numbers(function, account) == Array(1...20))
      }
      #expect(numbers(function, "bob") == [1, 1, 1])
      #expect(try await queue(router)["waiting"] == 19)
      #expect(try await queue(router)["heldKeys"] == 1)
      let held = ["19 behind others of their key", "1 key held by a dead letter"]
      #expect(try await queue(router)["held"]?.array?.compactMap(\.string) == held)
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(metrics.contains("patchbay_queue_waiting{function=\"f\"} 19\n"))
      #expect(metrics.contains("patchbay_held_keys{function=\"f\"} 1\n"))

      await router.kill()
      try await router.start()
      #expect(try await queue(router)["heldKeys"] == 1)
      let letter = try #require(try await router.list("dead-letters").first)
      #expect(letter["holdsKey"] == true)
      let id = try #require(letter["id"]?.string)
      health.heal()
      let body = "{\"ids\":[\"\(id)\"]}"
      #expect(
        try await router.admin.send("POST", "/v1/dead-letters:redrive", body: body).status == 200)
      #expect(await eventually { numbers(function, "bob").last == 20 })
      #expect(numbers(function, "bob") == [1, 1, 1] + Array(1...20))
      #expect(try await eventually { try await queue(router)["depth"] == 0 })
      #expect(try await queue(router)["heldKeys"] == 0)
    }

    @Test func `a key goes on without what has died, where nothing else is said`() async throws {
      let function = try await RecordingFunction { call, _ in
        FunctionAnswer(call["ce-subject"] == "bob" && call.text == "3" ? 500 : 200)
      }
      let router = try await RunningRouter(manifest(function, "order: key"))
      await send(1...10, to: router)
      #expect(await function.wait(for: 42))
      #expect(numbers(function, "bob") == [1, 2, 3, 3, 3] + Array(4...10))
      #expect(try await router.list("dead-letters").count == 1)
    }

    @Test func `all of an association go one after the other, events without a key in no order`()
      async throws
    {
      let function = try await RecordingFunction { _, _ in
        await pause(.milliseconds(1))
        return FunctionAnswer()
      }
      let router = try await RunningRouter(manifest(function, "order: source"))
      _ = try await sendAtOnce(50, to: router, path: "/in")
      #expect(await function.wait(for: 50))
      #expect(function.mostAtOnce == 1)

      let latch = Latch()
      let slow = try await RecordingFunction { _, _ in
        await latch.pass()
        return FunctionAnswer()
      }
      #expect(try await router.reload(manifest(slow, "order: key")))
      for number in 0..<5 {
        _ = try await router.http.send("POST", "/in", cloudEvent("\(number)"))
      }
      #expect(await slow.wait(for: 5))
      latch.open()
    }

    @Test func `no kill brings the events of a key out of order`() async throws {
      let kills = 4
      let function = try await RecordingFunction { _, earlier in
        await pause(.milliseconds(1))
        return FunctionAnswer(earlier == 0 ? 503 : 200)
      }
      let router = try await RunningRouter(manifest(function, "order: key"))
      let sending = Task { await send(1...300, to: router) }
      for kill in 1...kills {
        #expect(await function.wait(for: 300 * kill))
        await router.kill()
        try await router.start()
      }
      await sending.value
      #expect(
        await eventually(timeout: .seconds(60)) {
          Self.accounts.allSatisfy { numbers(function, $0).last == 300 }
        })
      for account in Self.accounts {
        var goesBack = 0
        for (earlier, later) in zip([0] + numbers(function, account), numbers(function, account)) {
          #expect(later <= earlier + 1, "\(account): \(later) after \(earlier)")
          if later < earlier { goesBack += 1 }
        }
        #expect(goesBack <= 2 * kills, "only a kill repeats what was done before")
      }
    }

    @Test(.enabled(if: which("kcat") != nil))
    func `records of several partitions are queued and go one after the other`() async throws {
      let function = try await RecordingFunction { _, _ in
        await pause(.milliseconds(1))
        return FunctionAnswer()
      }
      let kafka = try await MockKafka(topics: ["t": 4])
      let brokers = kafka.brokers.map { "\"\($0)\"" }.joined(separator: ", ")
      let router = try await RunningRouter(
        manifest(
          function, "order: source",
          sources: """
            in: { kafka: { brokers: [\(brokers)], topics: [t], group: g, lanes: 8, order: none, \
            start: earliest } }
            """))
      #expect(try await kafka.produce((0..<60).map { ("k\($0)", "\($0)") }, to: "t"))
      #expect(await function.wait(for: 60))
      #expect(function.mostAtOnce == 1)
      #expect(Set(function.texts).count == 60)
      #expect(try await eventually { try await queue(router)["depth"] == 0 })
    }
  }
}
