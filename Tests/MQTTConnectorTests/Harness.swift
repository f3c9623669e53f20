import Connectors
import EventLoops
import MQTTConnector
import Manifests
import Routing
import TestSupport
import Testing

/// A connector on a loop of its own, for as long as a test needs it.
struct Harness<Sink: EventSink> {
  let loop: EventLoop
  let subscriber: MQTTSubscriber<Sink>
  private let running: Task<Void, Never>

  init(
    _ spec: MQTTSourceSpec, _ sink: Sink, name: String = "cellar",
    memory: any SubscriptionMemory = NoSubscriptionMemory()
  ) throws {
    let loop = try EventLoop(name: name)
    loop.start()
    let subscriber = MQTTSubscriber(
      source: SourceName(unchecked: name), spec: spec, sink: sink, loop: loop, memory: memory)
    self.loop = loop
    self.subscriber = subscriber
    running = loop.spawn { await subscriber.run() }
  }

  /// Stops it, waits for its end, and for the loop's.
  func stop() async {
    subscriber.stop()
    await end()
  }

  /// Stops it for good, and waits as `stop` does.
  func retire() async {
    subscriber.retire()
    await end()
  }

  /// Cancels it, as a shutdown that can't wait does.
  func cancel() async {
    running.cancel()
    await end()
  }

  /// Waits until the status satisfies a condition.
  func waitForStatus(_ condition: @Sendable (ConnectorStatus) -> Bool) async -> ConnectorStatus {
    await poll {
      subscriber.status
    } until: {
      condition($0)
    }
  }

  private func end() async {
    await running.value
    loop.stop()
    loop.join()
  }
}

/// What most tests subscribe with.
func spec(
  _ broker: MosquittoBroker, topics: [String] = ["sensors/#"], client: String = "patchbay-cellar"
) throws(RoutingError) -> MQTTSourceSpec {
  let filters = try topics.map { topic throws(RoutingError) in try TopicFilter(topic) }
  var spec = MQTTSourceSpec(
    host: "127.0.0.1", port: broker.port, topics: filters, clientID: client)
  spec.keepAlive = .seconds(5)
  return spec
}

extension MosquittoBroker {
  /// Waits until the broker has answered the subscription of a client.
  func waitForSubscription(of client: String = "patchbay-cellar") async {
    #expect(await log.first(containing: "Sending SUBACK to \(client)") != nil)
  }

  /// How many lines of the log contain the text.
  func logCount(_ part: String) -> Int {
    log.allLines.count { $0.contains(part) }
  }
}
