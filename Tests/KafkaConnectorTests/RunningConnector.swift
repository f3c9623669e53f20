import Connectors
import EventLoops
import Manifests
import RdKafka
import Routing
import Telemetry
import TestSupport

@testable import KafkaConnector

/// A connector at work on a loop of its own.
final class RunningConnector: Sendable {
  let connector: KafkaConnector
  private let loop: EventLoop
  private let task: Task<Void, Never>
  private let log = LogLines()

  init(
    _ spec: KafkaSourceSpec, sink: any EventSink,
    limits: KafkaConnectorLimits = KafkaConnectorLimits()
  ) throws {
    loop = try EventLoop(name: "kafka-test")
    loop.start()
    let connector = try KafkaConnector(
      source: SourceName(unchecked: "orders"), spec: spec, loop: loop, sink: sink,
      logger: log.logger, limits: limits)
    self.connector = connector
    task = loop.spawn { await connector.run() }
  }

  /// Stops it and returns when nothing of it is under way any more.
  func stop() async {
    connector.stop()
    await task.value
    loop.stop()
    loop.join()
  }

  /// Whether the mock cluster did to the member what no broker does. It takes the group for settled
  /// when the leader has sent the assignments, refuses a member that asks for its own after that,
  /// and takes no offsets while that one joins anew; and on a busy machine it throws members out.
  var wasWronged: Bool {
    log.contains("synchronization failed") || log.contains("partitions lost")
  }

  /// Waits until the connector says so; false when the time is over.
  func wait(
    _ timeout: Duration = patience, until condition: (KafkaConnector) -> Bool
  ) async -> Bool {
    await eventually(timeout: timeout) { condition(connector) }
  }

  /// A source whose group settles in the mock cluster within seconds.
  static func spec(_ kafka: MockKafka, _ topics: [String] = ["t"]) -> KafkaSourceSpec {
    var spec = KafkaSourceSpec(brokers: kafka.brokers, topics: topics, group: "g")
    spec.start = .earliest
    spec.properties = [
      .init(name: "session.timeout.ms", value: Secret("4000")),
      .init(name: "heartbeat.interval.ms", value: Secret("300")),
      .init(name: "debug", value: Secret("cgrp")),
    ]
    return spec
  }

  /// What a group has committed.
  static func committed(
    _ kafka: MockKafka, partitions: Int32, group: String = "g"
  ) async throws -> [Int32: Int64] {
    var settings = KafkaSettings()
    try settings.set("bootstrap.servers", to: kafka.bootstrap)
    try settings.set("group.id", to: group)
    let consumer = try KafkaConsumer(settings)
    let all = (0..<partitions).map { TopicPartition(topic: "t", partition: $0) }
    let committed = try await offLoop {
      Result { try consumer.committed(all, timeoutMilliseconds: 10_000) }
    }.get()
    await offLoop { consumer.dispose() }
    return Dictionary(uniqueKeysWithValues: committed.map { ($0.key.partition, $0.value) })
  }
}
