import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  @Suite(.enabled(if: MosquittoBroker.isAvailable && which("kcat") != nil))
  struct KillTests {
    /// How often the router is killed; `PATCHBAY_KILLS=20` for the full run.
    private static let kills = environmentNumber("PATCHBAY_KILLS") ?? 4
    /// The function's limit: how many invocations can be under way.
    private static let concurrency = 16
    /// MQTT messages that can be without their acknowledgement.
    private static let receiveMaximum = 20
    /// How long it may take until what a function has done is remembered: a commit of the store's,
    /// 200 ms and an answer of the broker for Kafka, and the delays of a busy machine.
    private static let settling: Duration = .milliseconds(750)

    private struct Kill {
      let moment: ContinuousClock.Instant
      /// What the MQTT broker had sent without getting the acknowledgement.
      let unacknowledged: Int
    }

    @Test(arguments: [UInt64(20_261_121)])
    func `no kill loses an event that was taken`(seed: UInt64) async throws {
      var generator = SeededGenerator(seed: seed)
      let function = try await RecordingFunction { _, _ in
        await pause(.milliseconds(2))
        return FunctionAnswer()
      }
      let broker = try await MosquittoBroker()
      let kafka = try await MockKafka(topics: ["t": 4])
      let router = try await RunningRouter(manifest(function, broker, kafka))
      #expect(await broker.log.first(containing: "Sending SUBACK to patchbay-cellar") != nil)

      let senders = Senders(router: router, broker: broker, kafka: kafka)
      var kills: [Kill] = []
      for round in 0..<Self.kills {
        if round % 2 == 1 { await waitForKafka(function) }
        await pause(.milliseconds(Int.random(in: 200...1_800, using: &generator)))
        await router.kill()
        kills.append(Kill(moment: .now, unacknowledged: unacknowledged(broker)))
        try await router.start()
      }
      let taken = await senders.end()
      #expect(await eventually(timeout: .seconds(60)) { missing(taken, function).isEmpty })
      let lost = missing(taken, function)
      #expect(lost.isEmpty, "\(lost.count) lost, among them \(lost.prefix(5))")
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      for kind in ["http", "mqtt", "kafka"] { count(kind, taken, kills, function) }
    }

    private func manifest(
      _ function: RecordingFunction, _ broker: MosquittoBroker, _ kafka: MockKafka
    ) -> String {
      """
      functions: { f: { target: { http: "\(function.url)" }, concurrency: \(Self.concurrency) } }
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
            order: none
            start: earliest
            properties: { session.timeout.ms: 4000, heartbeat.interval.ms: 300 }
      associations:
        all: { from: [web, cellar, records], to: f, mode: queued, delivery: { delay: 10ms } }
      """
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

    /// Prints what came of one kind, and checks that kills repeated nothing but what was in flight:
    /// with the function, done by it but not yet remembered, or with MQTT's broker.
    private func count(
      _ kind: String, _ taken: [String], _ kills: [Kill], _ function: RecordingFunction
    ) {
      let sent = taken.count { $0.hasPrefix(kind) }
      let calls = function.calls.filter { $0.text.hasPrefix(kind) }
      let inFlight = kills.map { kill in calls.count { isInFlight($0, at: kill) } }
      var repeats = 0
      var withoutCause = 0
      var oldest: Duration = .zero
      for calls in Dictionary(grouping: calls, by: \.text).values {
        repeats += calls.count - 1
        for (earlier, later) in zip(calls, calls.dropFirst()) {
          let cause = kills.first { isInFlight(earlier, at: $0) && $0.moment < later.began }
          if let cause, let ended = earlier.ended {
            oldest = max(oldest, cause.moment - ended)
          }
          if cause == nil { withoutCause += 1 }
        }
      }
      let atBroker = kind == "mqtt" ? kills.reduce(0) { $0 + $1.unacknowledged } : 0
      report(
        """
        kill test, \(kind): \(kills.count) kills, \(sent) taken, \(repeats) delivered twice, \
        done at most \(oldest) before the kill; \(inFlight.reduce(0, +)) were in flight at the \
        function, \(atBroker) at the broker
        """)
      #expect(sent > 0)
      #expect(withoutCause <= atBroker, "\(kind)")
    }

    /// Whether the function had got the call and its end could not be remembered yet.
    private func isInFlight(_ call: FunctionCall, at kill: Kill) -> Bool {
      guard call.began < kill.moment + Self.settling else { return false }
      guard let ended = call.ended else { return true }
      return ended > kill.moment - Self.settling
    }

    private func missing(_ taken: [String], _ function: RecordingFunction) -> [String] {
      let delivered = Set(function.texts)
      return taken.filter { !delivered.contains($0) }
    }
  }
}
