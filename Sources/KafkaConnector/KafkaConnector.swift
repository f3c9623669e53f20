import Connectors
import EventLoops
import Instants
import Manifests
import RdKafka
import Routing
import Synchronization
import Telemetry

/// Turns the records of Kafka topics into events, as a member of a consumer group.
///
/// A record is committed once it and all before it in its partition have a receipt that settles
/// them. What order they are worked on in is `LaneScheduler`'s affair; what goes on with the broker
/// is `KafkaSession`'s, of which there is a new one where librdkafka gives up for good.
package final class KafkaConnector: PausableConnector {
  package let source: SourceName
  private let spec: KafkaSourceSpec
  private let loop: EventLoop
  private let sink: any EventSink
  private let logger: Logger
  private let limits: KafkaConnectorLimits
  private let board = ConnectorBoard()
  private let isStopping = Atomic(false)
  private let isPaused = Atomic(false)
  /// Raised by `stop` and `setPaused`, for whatever `run` waits for.
  private let stopSignal = Mutex<(@Sendable () -> Void)?>(nil)

  /// - Throws: `KafkaError.setting` where a property is refused.
  package init(
    source: SourceName, spec: KafkaSourceSpec, loop: EventLoop, sink: any EventSink,
    logger: Logger, limits: KafkaConnectorLimits = KafkaConnectorLimits()
  ) throws(KafkaError) {
    try Self.check(spec)
    self.source = source
    self.spec = spec
    self.loop = loop
    self.sink = sink
    self.logger = logger
    self.limits = limits
  }

  /// Whether librdkafka accepts all properties of a source; makes no connection.
  ///
  /// - Throws: `KafkaError.setting`, which names the property and never shows a secret.
  package static func check(_ spec: KafkaSourceSpec) throws(KafkaError) {
    _ = try KafkaClientSettings.make(spec)
  }

  package var status: ConnectorStatus { board.status }

  /// For each assigned partition how far the group is behind, about once a second.
  package var lag: [KafkaLag] { board.lag }

  package func run() async {
    // A task of its own, since a cancelled task can't wait for its records to end.
    let work = loop.spawn { await self.work() }
    await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      stop()
    }
  }

  package func stop() {
    isStopping.store(true, ordering: .sequentiallyConsistent)
    stopSignal.withLock { $0 }?()
  }

  /// Keeps the place in the group, and fetches nothing.
  package func setPaused(_ isPaused: Bool) {
    self.isPaused.store(isPaused, ordering: .sequentiallyConsistent)
    stopSignal.withLock { $0 }?()
  }

  private var mustPause: Bool { isPaused.load(ordering: .sequentiallyConsistent) }

  private var mustStop: Bool { isStopping.load(ordering: .sequentiallyConsistent) }

  private func work() async {
    var failures = 0
    while !mustStop {
      let started = loop.now
      do {
        try await runSession()
      } catch {
        logger.error(
          "Kafka client failed", LogField("source", source), LogField("error", error))
        board.show(error: error.description)
        board.show(.reconnecting)
        failures = loop.now - started > .seconds(60) ? 1 : failures + 1
        await pause(Backoff.wait(attempt: failures + 3, random: .random(in: 0..<1)))
      }
    }
    board.show(.stopped)
  }

  private func runSession() async throws(KafkaError) {
    let consumer = try KafkaConsumer(KafkaClientSettings.make(spec))
    let readiness: Readiness
    do {
      readiness = try Readiness(watching: consumer.descriptor, loop: loop)
    } catch {
      throw .system(call: error.description, errno: 0)
    }
    let session = KafkaSession(
      source: source, spec: spec, limits: limits, loop: loop, sink: sink, logger: logger,
      board: board, consumer: consumer, readiness: readiness)
    wakeOnStop { readiness.wake() }
    let failure = await session.run(until: { self.mustStop }, isPaused: { self.mustPause })
    wakeOnStop(nil)
    readiness.cancel()
    await offLoop { consumer.dispose() }
    if let failure { throw .failure(failure) }
  }

  private func pause(_ duration: Duration) async {
    let sleeper = Sleeper()
    loop.wake(sleeper, at: loop.now + duration)
    wakeOnStop { sleeper.fire() }
    if !mustStop { await sleeper.wait() }
    wakeOnStop(nil)
  }

  private func wakeOnStop(_ action: (@Sendable () -> Void)?) {
    stopSignal.withLock { $0 = action }
  }
}
