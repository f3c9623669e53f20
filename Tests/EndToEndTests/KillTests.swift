import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  @Suite(.enabled(if: MosquittoBroker.isAvailable && which("kcat") != nil))
  struct KillTests {
    /// How often the router is killed; `PATCHBAY_KILLS=50` for the full run.
    private static let kills = environmentNumber("PATCHBAY_KILLS") ?? 4
    /// At most five kills for each seed: a test has three minutes.
    private static let seeds = (0..<UInt64((kills + 4) / 5)).map { 20_261_121 + $0 }
    /// The functions' limit: how many invocations can be under way.
    private static let concurrency = 16
    /// MQTT messages that can be without their acknowledgement.
    private static let receiveMaximum = 20
    /// How long it may take until what a function has done is remembered: a commit of the store's,
    /// 200 ms and an answer of the broker for Kafka, and the delays of a busy machine.
    private static let settling: Duration = .milliseconds(750)
    private static let kinds = ["http", "mqtt", "kafka"]

    private struct Kill {
      let moment: ContinuousClock.Instant
      /// What the MQTT broker had sent without getting the acknowledgement.
      let unacknowledged: Int
      /// How many records came after the ones whose offsets Kafka had.
      let uncommitted: Int
    }

    /// All of it goes to two associations, one of them in order by key; every tenth event is tried
    /// twice, and every 50th dies and comes back when dead letters are redriven, while it is killed.
    @Test(arguments: seeds)
    func `no kill loses an event that was taken, or the order of a key`(seed: UInt64) async throws {
      var generator = SeededGenerator(seed: seed)
      let (any, ordered) = (try await function(), try await function())
      let broker = try await MosquittoBroker()
      let kafka = try await MockKafka(topics: ["t": 4])
      let router = try await RunningRouter(manifest(any, ordered, broker, kafka))
      #expect(await broker.log.first(containing: "Sending SUBACK to patchbay-cellar") != nil)

      let senders = Senders(router: router, broker: broker, kafka: kafka)
      let redriving = Task {
        while !Task.isCancelled {
          await redrive(router)
          await pause(.milliseconds(300))
        }
      }
      var kills: [Kill] = []
      for round in 0..<min(5, Self.kills) {
        if round % 2 == 1 { await waitForKafka(any) }
        await pause(.milliseconds(Int.random(in: 200...1_800, using: &generator)))
        let uncommitted = try await uncommitted(router, any)
        await router.kill()
        kills.append(
          Kill(
            moment: .now, unacknowledged: unacknowledged(broker), uncommitted: uncommitted))
        try await router.start()
      }
      let taken = await senders.end()
      for function in [any, ordered] {
        _ = await eventually { missing(taken, function).isEmpty }
        let lost = missing(taken, function)
        #expect(lost.isEmpty, "\(lost.count) lost, among them \(lost.prefix(5))")
      }
      redriving.cancel()
      await redriving.value
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      try await checkStore(router)
      for kind in Self.kinds {
        count(kind, taken, kills, any)
        checkOrder(kind, kills.count, ordered)
      }
    }

    private func function() async throws -> RecordingFunction {
      try await RecordingFunction { call, earlier in
        await pause(.milliseconds(2))
        let number = call.text.split(separator: "-").last.flatMap { Int($0) } ?? 0
        if number % 50 == 7 { return FunctionAnswer(call["ce-patchbayreplay"] == nil ? 500 : 200) }
        return FunctionAnswer(number % 10 == 3 && earlier == 0 ? 503 : 200)
      }
    }

    private func manifest(
      _ any: RecordingFunction, _ ordered: RecordingFunction, _ broker: MosquittoBroker,
      _ kafka: MockKafka
    ) -> String {
      """
      functions:
        any: { target: { http: "\(any.url)" }, concurrency: \(Self.concurrency), \(Self.free) }
        ordered: { target: { http: "\(ordered.url)" }, concurrency: \(Self.concurrency), \(Self.free) }
      sources:
        web: { http: { path: /in } }
        cellar:
          mqtt:
            broker: "mqtt://127.0.0.1:\(broker.port)"
            topics: [sensors/#]
            receiveMaximum: \(Self.receiveMaximum)
        records:
          kafka:
            brokers: [\(kafka.brokers.map { "\"\($0)\"" }.joined(separator: ", "))]
            topics: [t]
            group: patchbay
            lanes: 8
            order: key
            start: earliest
            properties: { session.timeout.ms: 4000, heartbeat.interval.ms: 300 }
      associations:
        any: { from: [web, cellar, records], to: any, mode: queued, \(Self.delivery) }
        ordered:
          { from: [web, cellar, records], to: ordered, mode: queued, sticky: subject, order: key,
            \(Self.delivery) }
      """
    }

    private static let free = "breaker: off, retryBudget: off"
    private static let delivery =
      "delivery: { retries: 2, backoff: constant, delay: 10ms, deadLetter: true }"

    /// Asks for all dead letters; a router that is dead just now is asked again later.
    private func redrive(_ router: RunningRouter) async {
      _ = try? await router.admin.send(
        "POST", "/v1/dead-letters:redrive", body: #"{"all":true}"#, timeout: .seconds(5))
    }

    private func checkStore(_ router: RunningRouter) async throws {
      let check = try ChildProcess(
        try builtProduct("patchbay"), ["store", "check", "--data", router.folder.file("data")])
      #expect(await check.wait() == .code(0), "\(check.output.text)\(check.errors.text)")
    }

    /// Waits until records are being delivered again, so that a kill can meet them.
    private func waitForKafka(_ function: RecordingFunction) async {
      let before = function.texts.count { $0.hasPrefix("kafka") }
      _ = await eventually(timeout: .seconds(15)) {
        function.texts.count { $0.hasPrefix("kafka") } > before
      }
    }

    /// What the broker has sent in the last connection that ended, less the acknowledgements.
    private func unacknowledged(_ broker: MosquittoBroker) -> Int {
      let lines = broker.log.allLines
      let start = lines.lastIndex { $0.contains("as patchbay-cellar") } ?? 0
      return lines[start...].count { $0.contains("Sending PUBLISH to patchbay-cellar") }
        - lines[start...].count { $0.contains("Received PUBACK from patchbay-cellar") }
    }

    /// The lag of all partitions; where nothing is committed, all that has been delivered.
    private func uncommitted(
      _ router: RunningRouter, _ function: RecordingFunction
    ) async throws -> Int {
      let metrics = try await router.admin.send("GET", "/metrics").text.split(separator: "\n")
      let lags = metrics.filter { $0.hasPrefix("patchbay_kafka_lag{") }
        .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
      if lags.allSatisfy({ $0 >= 0 }) { return lags.reduce(0, +) }
      return function.texts.count { $0.hasPrefix("kafka") }
    }

    /// Prints what came of one kind, and checks that kills repeated nothing that was done but what
    /// was in flight: with the function, done by it but not yet remembered, or with the source.
    private func count(
      _ kind: String, _ taken: [String], _ kills: [Kill], _ function: RecordingFunction
    ) {
      let sent = taken.count { $0.hasPrefix(kind) }
      let all = function.calls.filter { $0.text.hasPrefix(kind) }
      let done = all.filter { $0.status == 200 }
      let inFlight = kills.map { kill in done.count { isInFlight($0, at: kill) } }
      var repeats = 0
      var withoutCause = 0
      // A letter that came back is an event of its own.
      let events = Dictionary(grouping: done) { "\($0.text) \($0["ce-patchbayreplay"] ?? "")" }
      for calls in events.values {
        repeats += calls.count - 1
        for (earlier, later) in zip(calls, calls.dropFirst()) {
          let cause = kills.first { isInFlight(earlier, at: $0) && $0.moment < later.began }
          if cause == nil { withoutCause += 1 }
        }
      }
      let atSource =
        switch kind {
        case "mqtt": kills.reduce(0) { $0 + $1.unacknowledged }
        // A sender without an answer sends again.
        case "http": Senders.keys * kills.count
        default: kills.reduce(0) { $0 + $1.uncommitted }
        }
      report(
        """
        kill test, \(kind): \(kills.count) kills, \(sent) taken, \(all.count - done.count) failed, \
        \(events.keys.count { !$0.hasSuffix(" ") }) redriven, \(repeats) done twice; \
        \(inFlight.reduce(0, +)) were in flight at the function, at most \(atSource) at the source
        """)
      #expect(sent > 0)
      #expect(withoutCause <= atSource, "\(kind)")
    }

    /// Whether the function had got the call and its end could not be remembered yet.
    private func isInFlight(_ call: FunctionCall, at kill: Kill) -> Bool {
      guard call.began < kill.moment + Self.settling else { return false }
      guard let ended = call.ended else { return true }
      return ended > kill.moment - Self.settling
    }

    /// No number of a key comes before the one below it, and only kills bring numbers again: those
    /// that were with the function, and those that were with the source.
    private func checkOrder(_ kind: String, _ kills: Int, _ function: RecordingFunction) {
      for key in 0..<Senders.keys {
        let numbers = function.calls
          .filter { $0.text.hasPrefix("\(kind)-\(key)-") && $0["ce-patchbayreplay"] == nil }
          .compactMap { $0.text.split(separator: "-").last.flatMap { Int($0) } }
        var goesBack = 0
        for (earlier, later) in zip([-1] + numbers, numbers) {
          #expect(later <= earlier + 1, "\(kind)-\(key): \(later) after \(earlier)")
          if later < earlier { goesBack += 1 }
        }
        #expect(goesBack <= 3 * kills, "\(kind)-\(key)")
      }
    }

    private func missing(_ taken: [String], _ function: RecordingFunction) -> [String] {
      let delivered = Set(function.calls.filter { $0.status == 200 }.map(\.text))
      return taken.filter { !delivered.contains($0) }
    }
  }
}
