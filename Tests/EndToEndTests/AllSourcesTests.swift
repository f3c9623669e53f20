import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  @Suite(.enabled(if: MosquittoBroker.isAvailable && which("kcat") != nil))
  struct AllSourcesTests {
    @Test func `HTTP, cron, MQTT and Kafka deliver in one router`() async throws {
      let function = try await RecordingFunction()
      let broker = try await MosquittoBroker()
      let kafka = try await MockKafka(topics: ["payments": 2])
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          web: { http: { path: /in } }
          tick: { cron: { schedule: "@every 1s", data: { kind: tick } } }
          cellar: { mqtt: { broker: "mqtt://127.0.0.1:\(broker.port)", topics: [sensors/#] } }
          payments:
            kafka:
              brokers: [\(kafka.brokers.map { "\"\($0)\"" }.joined(separator: ", "))]
              topics: [payments]
              group: patchbay
              order: key
              start: earliest
              properties: { session.timeout.ms: 4000, heartbeat.interval.ms: 300 }
        associations:
          all: { from: [web, tick, cellar, payments], to: f, mode: queued }
        """)
      #expect(await broker.log.first(containing: "Sending SUBACK to patchbay-cellar") != nil)
      try await broker.publish(["21.5"], to: "sensors/a/temperature")
      #expect(try await kafka.produce([("k1", "paid")], to: "payments"))
      #expect(
        try await router.http.send("POST", "/in", cloudEvent("w1"), body: "web").status == 202)
      let wanted: Set = ["web", "21.5", "paid", #"{"kind":"tick"}"#]
      #expect(await eventually { wanted.isSubset(of: Set(function.texts)) })
      let calls = function.calls
      #expect(calls.first { $0.text == "21.5" }?["ce-subject"] == "sensors/a/temperature")
      #expect(calls.first { $0.text == "paid" }?["ce-partitionkey"] == "k1")
      let statuses = try await router.list("sources").map { $0["status"]?.string }
      #expect(statuses == ["running", "running", "running", "running"])
      let metrics = try await router.admin.send("GET", "/metrics").text
      for (source, kind) in [
        ("web", "http"), ("tick", "cron"), ("cellar", "mqtt"), ("payments", "kafka"),
      ] {
        #expect(metrics.contains("patchbay_events_total{source=\"\(source)\",kind=\"\(kind)\"}"))
      }
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
    }
  }
}
