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
    /// What two loops can have leased, and so deliver again.
    private static let leased = 512
    /// What can be delivered in the second between two commits of offsets.
    private static let uncommitted = 2_000
    /// MQTT messages that can be without their acknowledgement.
    private static let receiveMaximum = 20

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
      for round in 0..<Self.kills {
        if round % 2 == 1 { await waitForKafka(function) }
        await pause(.milliseconds(Int.random(in: 200...1_800, using: &generator)))
        await router.kill()
        try await router.start()
      }
      let taken = await senders.end()
      #expect(await eventually(timeout: .seconds(60)) { missing(taken, function).isEmpty })
      let lost = missing(taken, function)
      #expect(lost.isEmpty, "\(lost.count) lost, among them \(lost.prefix(5))")
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      for kind in ["http", "mqtt", "kafka"] { count(kind, taken, function) }
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

    /// Prints what came of one kind, and checks that a kill repeats no more than was in flight.
    private func count(_ kind: String, _ taken: [String], _ function: RecordingFunction) {
      let sent = taken.count { $0.hasPrefix(kind) }
      let texts = function.texts.filter { $0.hasPrefix(kind) }
      let duplicates = texts.count - Set(texts).count
      let inFlight =
        switch kind {
        case "http": Self.leased
        case "mqtt": Self.leased + Self.receiveMaximum
        default: Self.uncommitted
        }
      report(
        "kill test, \(kind): \(Self.kills) kills, \(sent) taken, \(duplicates) delivered twice")
      #expect(sent > 0)
      #expect(duplicates <= Self.kills * inFlight, "\(kind)")
    }

    private func missing(_ taken: [String], _ function: RecordingFunction) -> [String] {
      let delivered = Set(function.texts)
      return taken.filter { !delivered.contains($0) }
    }
  }
}
