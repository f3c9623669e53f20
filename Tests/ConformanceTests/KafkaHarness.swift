import Connectors
import EventLoops
import KafkaConnector
import Manifests
import RdKafka
import Routing
import Synchronization
import Telemetry
import TestSupport

/// A cluster of one broker and a topic of one partition; acknowledged is what is committed.
final class KafkaHarness: ConnectorHarness {
  private let kafka: MockKafka
  private let sent = Mutex(0)

  init() async throws { kafka = try await MockKafka(topics: ["t": 1]) }

  func makeConnector(sink: any EventSink, loop: EventLoop) async throws -> any Connector {
    var spec = KafkaSourceSpec(brokers: kafka.brokers, topics: ["t"], group: "g")
    spec.start = .earliest
    spec.properties = [
      .init(name: "session.timeout.ms", value: Secret("4000")),
      .init(name: "heartbeat.interval.ms", value: Secret("300")),
    ]
    return try KafkaConnector(
      source: SourceName(unchecked: "records"), spec: spec, loop: loop, sink: sink,
      logger: .silent)
  }

  func emit() async throws {
    let number = sent.withLock { number in
      number += 1
      return number
    }
    guard try await kafka.produce([("k", "event-\(number)")], to: "t") else {
      throw TestSupportError.failed("the record was not taken")
    }
  }

  func acknowledged() async throws -> Int {
    var settings = KafkaSettings()
    try settings.set("bootstrap.servers", to: kafka.bootstrap)
    try settings.set("group.id", to: "g")
    let consumer = try KafkaConsumer(settings)
    let partition = TopicPartition(topic: "t", partition: 0)
    let committed = await offLoop {
      Result { try consumer.committed([partition], timeoutMilliseconds: 10_000) }
    }
    await offLoop { consumer.dispose() }
    return max(0, Int(try committed.get()[partition] ?? 0))
  }

  func restart() async throws {
    await kafka.command("down 1")
    await kafka.command("up 1")
  }
}
