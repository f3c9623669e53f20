import CloudEvents
import Connectors
import EventLoops
import MQTTConnector
import Manifests
import Routing
import TestSupport
import Testing

@Suite(.enabled(if: MosquittoBroker.isAvailable), .timeLimit(.minutes(1)))
struct AcknowledgementTests {
  /// The keep-alive is 5 s: the broker would end the connection 7.5 s after the last packet.
  @Test(arguments: [false, true])
  func `a receipt may take longer than the keep-alive, and nothing is acknowledged before`(
    _ isSecure: Bool
  ) async throws {
    let authority = isSecure ? try await TestAuthority() : nil
    let broker = try await MosquittoBroker(
      in: authority?.folder, settings: authority?.brokerSettings ?? [])
    let gate = Latch()
    let sink = RecordingSink { _, _ in
      await gate.pass()
      return .settled
    }
    var spec = try spec(broker)
    spec.tls = authority.map { MQTTSourceSpec.TLS(authority: $0.certificate) }
    let harness = try Harness(spec, sink)
    await broker.waitForSubscription()
    try await broker.publish(
      ["slow"], to: "sensors/a", options: authority?.publisherOptions ?? [])
    #expect(await sink.wait(for: 1))
    for _ in 0..<4 {
      #expect(await broker.log.first(containing: "Received PINGREQ from patchbay") != nil)
    }
    #expect(broker.logCount("Received PUBACK from patchbay") == 0)

    gate.open()
    #expect(await broker.log.first(containing: "Received PUBACK from patchbay") != nil)
    await harness.stop()
    #expect(sink.payloads == ["slow"])
    #expect(broker.logCount("New client connected from 127.0.0.1") == 2)
  }

  @Test func `what can't be taken now is offered again and acknowledged afterwards`() async throws {
    let broker = try await MosquittoBroker()
    let sink = RecordingSink { event, attempt in
      event.data == Array("2".utf8) && attempt == 0
        ? .retryLater(reason: "the queue is full", after: .milliseconds(1)) : .settled
    }
    let harness = try Harness(spec(broker), sink)
    await broker.waitForSubscription()
    try await broker.publish(["1", "2", "3"], to: "sensors/a")
    for _ in 0..<3 {
      #expect(await broker.log.first(containing: "Received PUBACK from patchbay") != nil)
    }
    await harness.stop()
    #expect(sink.payloads.filter { $0 != "2" } == ["1", "3"])
    let identifiers = sink.events.filter { $0.data == Array("2".utf8) }.map(\.id)
    #expect(identifiers.count > 1)
    #expect(Set(identifiers).count == 1)
  }

  @Test func `what is refused is acknowledged`() async throws {
    let broker = try await MosquittoBroker()
    let sink = RecordingSink { _, _ in .refused(reason: "too large") }
    let harness = try Harness(spec(broker), sink)
    await broker.waitForSubscription()
    try await broker.publish(["1"], to: "sensors/a")
    #expect(await broker.log.first(containing: "Received PUBACK from patchbay") != nil)
    await harness.stop()
    #expect(sink.payloads == ["1"])
  }

  @Test func `stop finishes and acknowledges what is in flight, and may come twice`() async throws {
    let broker = try await MosquittoBroker()
    let gate = Latch()
    let sink = RecordingSink { _, _ in
      await gate.pass()
      return .settled
    }
    let harness = try Harness(spec(broker), sink)
    await broker.waitForSubscription()
    try await broker.publish(["1"], to: "sensors/a")
    #expect(await sink.wait(for: 1))
    harness.subscriber.stop()
    harness.subscriber.stop()
    gate.open()
    await harness.stop()
    #expect(await broker.log.first(containing: "Received PUBACK from patchbay") != nil)
    #expect(await broker.log.first(containing: "Received DISCONNECT from patchbay") != nil)
    #expect(harness.subscriber.status.phase == .stopped)
  }

  @Test func `stop does not wait for what is put off: the broker keeps it`() async throws {
    let broker = try await MosquittoBroker()
    let refusing = RecordingSink { _, _ in .retryLater(reason: "full", after: .seconds(3_600)) }
    let first = try Harness(spec(broker), refusing)
    await broker.waitForSubscription()
    try await broker.publish(["1"], to: "sensors/a")
    #expect(await refusing.wait(for: 1))
    await first.stop()
    #expect(broker.logCount("Received PUBACK from patchbay") == 0)

    let sink = RecordingSink()
    let second = try Harness(spec(broker), sink)
    #expect(await sink.wait(for: 1))
    await second.stop()
    #expect(sink.payloads == ["1"])
  }

  @Test func `stop before run ends run at once`() async throws {
    let broker = try await MosquittoBroker()
    let loop = try EventLoop(name: "test")
    let subscriber = try MQTTSubscriber(
      source: SourceName(unchecked: "cellar"), spec: spec(broker), sink: RecordingSink(),
      loop: loop)
    subscriber.stop()
    loop.start()
    await loop.spawn { await subscriber.run() }.value
    loop.stop()
    loop.join()
    #expect(subscriber.status.phase == .stopped)
    #expect(broker.logCount("New client connected from") == 0)
  }
}
