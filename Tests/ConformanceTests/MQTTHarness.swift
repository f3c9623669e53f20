import Connectors
import EventLoops
import MQTTConnector
import Manifests
import Routing
import Synchronization
import TestSupport

/// A broker whose log tells which messages were acknowledged.
final class MQTTHarness: ConnectorHarness {
  private let broker: MosquittoBroker
  private let sent = Mutex(0)

  init() async throws { broker = try await MosquittoBroker() }

  func makeConnector(sink: any EventSink, loop: EventLoop) async throws -> any Connector {
    var spec = MQTTSourceSpec(
      host: "127.0.0.1", port: broker.port, topics: [try TopicFilter("sensors/#")],
      clientID: "conformance")
    spec.keepAlive = .seconds(5)
    return MQTTSubscriber(
      source: SourceName(unchecked: "cellar"), spec: spec, sink: AnySink(sink: sink), loop: loop)
  }

  func emit() async throws {
    let number = sent.withLock { number in
      number += 1
      return number
    }
    try await broker.publish(["event-\(number)"], to: "sensors/a")
  }

  func acknowledged() async throws -> Int {
    broker.log.allLines.count { $0.contains("Received PUBACK from conformance") }
  }

  func restart() async throws {
    await broker.stop()
    try await broker.start()
  }
}
