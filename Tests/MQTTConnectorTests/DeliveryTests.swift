import CloudEvents
import Connectors
import MQTTConnector
import Manifests
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: MosquittoBroker.isAvailable), .timeLimit(.minutes(1)))
struct DeliveryTests {
  @Test(arguments: MQTTSourceSpec.Version.allCases, [0, 1])
  func `messages are delivered and acknowledged`(
    _ version: MQTTSourceSpec.Version, _ quality: Int
  ) async throws {
    let broker = try await MosquittoBroker()
    let sink = RecordingSink()
    var spec = try spec(broker, topics: ["sensors/+/temperature", "other/#"])
    spec.version = version
    spec.qos = quality
    let harness = try Harness(spec, sink)
    await broker.waitForSubscription()

    try await broker.publish(["20"], to: "sensors/attic/temperature", qualityOfService: quality)
    try await broker.publish(["dry"], to: "sensors/attic/humidity", qualityOfService: quality)
    try await broker.publish(["x"], to: "other/deep/down", qualityOfService: quality)
    #expect(await sink.wait(for: 2))
    if quality == 1 {
      for _ in 0..<2 {
        #expect(await broker.log.first(containing: "Received PUBACK from patchbay") != nil)
      }
    }
    await harness.stop()

    #expect(sink.payloads == ["20", "x"])
    #expect(sink.events.map(\.subject) == ["sensors/attic/temperature", "other/deep/down"])
    #expect(sink.events.allSatisfy { $0.type == "dev.patchbay.mqtt.message" })
    #expect(sink.events.allSatisfy { $0.source == "mqtt://127.0.0.1:\(broker.port)/cellar" })
    #expect(sink.events.allSatisfy { $0.time != nil && $0.dataContentType == nil })
    #expect(Set(sink.events.map(\.id)).count == 2)
  }

  @Test func `two routers share a subscription`() async throws {
    let broker = try await MosquittoBroker()
    let sinks = [RecordingSink(), RecordingSink()]
    let harnesses = try [0, 1].map { number in
      try Harness(
        spec(broker, topics: ["$share/routers/jobs/#"], client: "router-\(number)"),
        sinks[number], name: "jobs\(number)")
    }
    await broker.waitForSubscription(of: "router-")
    await broker.waitForSubscription(of: "router-")
    let lines = (1...20).map { "\($0)" }
    try await broker.publish(lines, to: "jobs/a")
    let counts = await poll {
      sinks.map(\.events.count)
    } until: {
      $0.reduce(0, +) == 20
    }
    for harness in harnesses { await harness.stop() }

    #expect(counts.allSatisfy { $0 > 0 })
    #expect(Set(sinks.flatMap(\.payloads)) == Set(lines))
    #expect(sinks[0].events.allSatisfy { $0.subject == "jobs/a" })
  }

  @Test(arguments: [(10_000, false), (2_000, true)])
  func `many messages arrive once each and in order`(
    _ count: Int, _ isSecure: Bool
  ) async throws {
    let authority = isSecure ? try await TestAuthority() : nil
    let broker = try await MosquittoBroker(
      in: authority?.folder, settings: authority?.brokerSettings ?? [])
    let sink = RecordingSink()
    var spec = try spec(broker)
    spec.tls = authority.map { MQTTSourceSpec.TLS(authority: $0.certificate) }
    let harness = try Harness(spec, sink)
    await broker.waitForSubscription()
    let lines = (1...count).map { "\($0)" }
    try await broker.publish(
      lines, to: "sensors/load", options: authority?.publisherOptions ?? [])
    #expect(await sink.wait(for: count))
    await harness.stop()
    #expect(await broker.log.first(containing: "Received DISCONNECT from patchbay") != nil)
    #expect(sink.payloads == lines)
    #expect(broker.logCount("Received PUBACK from patchbay-cellar") == lines.count)
  }

  @Test func `an event in user properties arrives as itself`() async throws {
    let broker = try await MosquittoBroker()
    let sink = RecordingSink()
    let harness = try Harness(spec(broker), sink)
    await broker.waitForSubscription()
    let attributes = [
      ("specversion", "1.0"), ("id", "7"), ("source", "/attic"), ("type", "temperature"),
      ("unit", "kelvin"),
    ]
    let properties = attributes.flatMap { ["-D", "publish", "user-property", $0.0, $0.1] }
    try await broker.publish(["300"], to: "sensors/a", options: ["-V", "5"] + properties)
    #expect(await sink.wait(for: 1))
    await harness.stop()
    let unit = ExtensionAttribute(name: "unit", value: .string("kelvin"))
    #expect(
      sink.events == [
        CloudEvent(
          id: "7", source: "/attic", type: "temperature", extensions: [unit],
          data: Array("300".utf8))
      ])
  }

  @Test func `what is no event although it says so is refused and acknowledged`() async throws {
    let broker = try await MosquittoBroker()
    let sink = RecordingSink()
    let harness = try Harness(spec(broker), sink)
    await broker.waitForSubscription()
    let property = ["-V", "5", "-D", "publish", "user-property", "specversion", "1.0"]
    try await broker.publish(["bad"], to: "sensors/a", options: property)
    #expect(await broker.log.first(containing: "Received PUBACK from patchbay") != nil)
    await harness.stop()
    #expect(sink.events.isEmpty)
  }

  @Test func `a subscription of an earlier manifest brings nothing any more`() async throws {
    let broker = try await MosquittoBroker()
    let first = try Harness(spec(broker, topics: ["old/#"]), RecordingSink())
    await broker.waitForSubscription()
    await first.stop()
    let sink = RecordingSink()
    let second = try Harness(spec(broker), sink)
    await broker.waitForSubscription()
    try await broker.publish(["1"], to: "old/a")
    try await broker.publish(["2"], to: "sensors/a")
    #expect(await sink.wait(for: 1))
    for _ in 0..<2 {
      #expect(await broker.log.first(containing: "Received PUBACK from patchbay") != nil)
    }
    await second.stop()
    #expect(sink.payloads == ["2"])
  }

  @Test func `what the manifest names no more is given up, not taken and dropped`() async throws {
    let broker = try await MosquittoBroker()
    let memory = KnownSubscriptions()
    let shared = ["sensors/#", "$share/crew/jobs/#"]
    let first = try Harness(spec(broker, topics: shared), RecordingSink(), memory: memory)
    await broker.waitForSubscription()
    await first.stop()
    #expect(await memory.filters(of: try spec(broker).session).sorted() == shared.sorted())
    // As after an end between UNSUBSCRIBE and its answer, one is known that never was.
    await memory.remember(shared + ["never/was"], of: try spec(broker).session)
    let sink = RecordingSink()
    let second = try Harness(spec(broker), sink, memory: memory)
    #expect(await broker.log.first(containing: "Received UNSUBSCRIBE from patchbay") != nil)
    await broker.waitForSubscription()
    try await broker.publish(["1"], to: "jobs/a")
    try await broker.publish(["2"], to: "sensors/a")
    #expect(await sink.wait(for: 1))
    #expect(await broker.log.first(containing: "Received PUBACK from patchbay") != nil)
    await second.stop()
    #expect(sink.payloads == ["2"])
    #expect(broker.logCount("Sending PUBLISH to patchbay") == 1)
    #expect(await memory.filters(of: try spec(broker).session) == ["sensors/#"])
  }

  @Test func `a source that is declared no more leaves no subscription behind`() async throws {
    let broker = try await MosquittoBroker()
    let first = try Harness(spec(broker), RecordingSink())
    await broker.waitForSubscription()
    await first.retire()
    #expect(await broker.log.first(containing: "Received UNSUBSCRIBE from patchbay") != nil)
  }

  @Test func `a message of QoS 0 that can't be taken is dropped and counted`() async throws {
    let broker = try await MosquittoBroker()
    let sink = RecordingSink { event, _ in
      event.data == Array("2".utf8) ? .retryLater(reason: "full", after: nil) : .settled
    }
    let harness = try Harness(spec(broker), sink)
    await broker.waitForSubscription()
    try await broker.publish(["1", "2", "3"], to: "sensors/a", qualityOfService: 0)
    #expect(await sink.wait(for: 3))
    await harness.stop()
    #expect(sink.payloads == ["1", "2", "3"])
    #expect(harness.subscriber.droppedCount == 1)
  }
}

private final class KnownSubscriptions: SubscriptionMemory {
  private let known = Mutex<[String: [String]]>([:])

  func filters(of session: String) async -> [String] { known.withLock { $0[session] ?? [] } }

  func remember(_ filters: [String], of session: String) async {
    known.withLock { $0[session] = filters }
  }
}
