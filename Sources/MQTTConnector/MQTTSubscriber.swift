import Connectors
import EventLoops
import Instants
import Manifests
import Mosquitto
import Routing
import Synchronization
import Telemetry

/// Takes the messages of one broker's topics in, and acknowledges each when its receipt is there.
///
/// The turn that makes QoS 1 safe: read until the socket is dry or the batch is full, hand all of
/// it to the sink, wait for every receipt, and only then write, which sends the acknowledgements
/// in the order in which the messages came. Whoever dies in between leaves them un-acknowledged,
/// and the broker sends them again to the same client identifier.
///
/// What the sink can't take now is offered to it again, with the same identifier, while later
/// messages wait at the broker. Meanwhile pings go out past the acknowledgements held back, so that
/// a receipt may take its time.
package final class MQTTSubscriber<Sink: EventSink>: PausableConnector {
  package let source: SourceName
  let spec: MQTTSourceSpec
  let sink: Sink
  let loop: EventLoop
  let logger: Logger
  let state: Mutex<State>
  let stopping = StopSignal()
  let memory: any SubscriptionMemory
  /// Whether the session's subscriptions are to end with the connector.
  let isRetiring = Atomic<Bool>(false)
  private let pausing = Atomic<Bool>(false)
  private let dropped = Atomic<Int>(0)

  struct State: Sendable {
    var status = ConnectorStatus(phase: .starting)
    var connection: Connection?
  }

  package init(
    source: SourceName, spec: MQTTSourceSpec, sink: Sink, loop: EventLoop, logger: Logger = .silent,
    memory: any SubscriptionMemory = NoSubscriptionMemory()
  ) {
    self.source = source
    self.spec = spec
    self.sink = sink
    self.loop = loop
    self.logger = logger
    self.memory = memory
    state = Mutex(State())
  }

  package var status: ConnectorStatus { state.withLock { $0.status } }

  /// How many messages of QoS 0 were let go because the sink could not take them.
  package var droppedCount: Int { dropped.load(ordering: .relaxed) }

  /// Connects, and connects again, until `stop`. Call it on the loop.
  package func run() async {
    precondition(loop.isCurrent, "a connector runs on its loop")
    await withTaskCancellationHandler {
      var session = Session(spec, of: source)
      var generator = SystemRandomNumberGenerator()
      setStatus(.starting, "connecting to \(spec.host):\(spec.port)")
      while !stopping.isRaised {
        do throws(MosquittoError) {
          try await serve(&session)
        } catch {
          await pause(session.backoff.next(using: &generator), after: error)
        }
      }
      setStatus(.stopped, "")
    } onCancel: {
      stop()
    }
  }

  /// Reads no more; what was read is settled and acknowledged, then the connection is closed and
  /// the broker keeps the session. From any thread.
  package func stop() {
    stopping.raise()
    state.withLock { $0.connection }?.interrupt()
  }

  /// Stops, and gives the session's subscriptions up: nothing is to gather there any more.
  package func retire() {
    isRetiring.store(true, ordering: .relaxed)
    stop()
  }

  /// Stays connected and reads nothing: the broker keeps what comes, as for a slow client.
  package func setPaused(_ isPaused: Bool) {
    pausing.store(isPaused, ordering: .sequentiallyConsistent)
    state.withLock { $0.connection }?.readiness.wake()
  }

  var isPaused: Bool { pausing.load(ordering: .sequentiallyConsistent) }

  private func pause(_ duration: Duration, after error: MosquittoError) async {
    guard !stopping.isRaised else { return }
    logger.warning(
      "mqtt connection lost", LogField("source", source), LogField("error", error),
      LogField("retry_in_seconds", duration.inSeconds))
    setStatus(.reconnecting, "next attempt at \(spec.host):\(spec.port)", error: error.description)
    await stopping.sleep(for: duration, on: loop)
  }

  func countDropped() { dropped.add(1, ordering: .relaxed) }

  /// - Parameter error: replaces the last one; nil leaves it.
  func setStatus(_ phase: ConnectorStatus.Phase, _ detail: String, error: String? = nil) {
    state.withLock { state in
      let lastError = error ?? state.status.lastError
      state.status = ConnectorStatus(phase: phase, detail: detail, lastError: lastError)
    }
  }
}
