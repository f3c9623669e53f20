import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  @Suite(.enabled(if: MosquittoBroker.isAvailable && which("kcat") != nil))
  struct PausedBrokersTests {
    private func change(_ router: RunningRouter, _ path: String) async throws {
      #expect(try await router.admin.send("POST", "/v1/\(path)").status == 200)
    }

    @Test func `a paused MQTT source stays connected, acknowledges nothing, and loses nothing`()
      async throws
    {
      let function = try await RecordingFunction()
      let broker = try await MosquittoBroker()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          cellar:
            mqtt:
              { broker: "mqtt://127.0.0.1:\(broker.port)", topics: [sensors/#], keepAlive: 5s }
        associations: { a: { from: cellar, to: f, mode: queued } }
        """)
      #expect(await broker.log.first(containing: "Sending SUBACK to patchbay-cellar") != nil)
      try await broker.publish(["before"], to: "sensors/a")
      #expect(await function.wait(for: 1))
      try await change(router, "sources/cellar:pause")
      try await broker.publish(["one", "two"], to: "sensors/a")
      // Two pings later the broker has had no acknowledgement, nor the router given it up.
      for _ in 0..<2 {
        #expect(await broker.log.first(containing: "Received PINGREQ from patchbay-cellar") != nil)
      }
      #expect(function.texts == ["before"])
      #expect(!router.log.text.contains("mqtt connection lost"))
      #expect(broker.log.allLines.count { $0.contains("Received PUBACK from patchbay-cel") } == 1)
      await router.kill()
      try await router.start()
      #expect(function.texts == ["before"])
      try await change(router, "sources/cellar:resume")
      #expect(await function.wait(for: 3))
      #expect(Set(function.texts) == ["before", "one", "two"])
    }

    @Test(arguments: ["sources/t", "associations/a", "functions/f"])
    func `what is paused of Kafka's way stays in the group and fetches nothing`(
      target: String
    ) async throws {
      let function = try await RecordingFunction()
      let kafka = try await MockKafka(topics: ["t": 2])
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          t:
            kafka:
              brokers: [\(kafka.brokers.map { "\"\($0)\"" }.joined(separator: ", "))]
              topics: [t]
              group: patchbay
              start: earliest
              properties: { session.timeout.ms: 4000, heartbeat.interval.ms: 300 }
          web: { http: { path: /in } }
        associations:
          a: { from: t, to: f, mode: queued }
          b: { from: web, to: f, mode: queued }
        """)
      #expect(try await kafka.produce([("k", "before")], to: "t"))
      #expect(await function.wait(for: 1))
      try await change(router, "\(target):pause")
      #expect(try await kafka.produce([("k", "one"), ("l", "two"), ("k", "three")], to: "t"))
      if target != "functions/f" {
        _ = try await router.http.send("POST", "/in", body: "web")
        #expect(await function.wait(for: 2))
      }
      #expect(function.texts.allSatisfy { $0 == "before" || $0 == "web" })
      try await change(router, "\(target):resume")
      #expect(await eventually { function.texts.count { $0 != "web" } == 4 })
      let ordered = function.texts.filter { $0 == "one" || $0 == "three" }
      #expect(ordered == ["one", "three"])
      let assignments = router.log.allLines.count { $0.contains("partitions assigned") }
      #expect(assignments == 1)
      // A group that it had left would have been joined again.
      try await change(router, "\(target):pause")
      #expect(try await kafka.produce([("k", "four")], to: "t"))
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      try await router.start()
      try await change(router, "\(target):resume")
      #expect(await eventually { function.texts.contains("four") })
    }
  }
}
