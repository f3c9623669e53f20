import Connectors
import EventLoops
import Instants
import Manifests
import RdKafka
import Routing
import Telemetry

/// The life of one Kafka client: from joining the group to leaving it.
///
/// One task turns: it empties the client's queue, starts lanes for what is ready, answers
/// rebalances, stores offsets and waits. Lanes are tasks beside it, each of which works on one
/// record at a time.
// Safe because everything in it is touched by tasks of its loop alone, which share one thread.
final class KafkaSession: @unchecked Sendable {
  /// What the turning task is about.
  enum Phase {
    case running
    /// Nothing new is begun; what is in work may end until then.
    case finishing(deadline: MonotonicTime)
    /// The group is being left.
    case closing(deadline: MonotonicTime)
    /// The client is of no use any more.
    case failed(KafkaFailure)
  }

  let source: SourceName
  let spec: KafkaSourceSpec
  let limits: KafkaConnectorLimits
  let loop: EventLoop
  let sink: any EventSink
  let logger: Logger
  let board: ConnectorBoard
  let consumer: KafkaConsumer
  let readiness: Readiness
  let envelope: KafkaEnvelope

  var phase = Phase.running
  /// Whether nothing is fetched or begun, because an operator wants it so.
  var isPaused = false
  var scheduler: LaneScheduler<KafkaRecord>
  var lanes: [Int: Lane] = [:]
  var lastLane = 0
  /// Records that wait for another try.
  var delays = DelayedTickets()
  var rebalance = RebalanceState()
  /// Calls that wait for a broker on other threads.
  var queries = 0
  var health: SessionHealth

  init(
    source: SourceName, spec: KafkaSourceSpec, limits: KafkaConnectorLimits, loop: EventLoop,
    sink: any EventSink, logger: Logger, board: ConnectorBoard, consumer: KafkaConsumer,
    readiness: Readiness
  ) {
    self.source = source
    self.spec = spec
    self.limits = limits
    self.loop = loop
    self.sink = sink
    self.logger = logger
    self.board = board
    self.consumer = consumer
    self.readiness = readiness
    envelope = KafkaEnvelope(source: source, broker: spec.hidesBrokers ? nil : spec.brokers.first)
    scheduler = LaneScheduler(order: spec.order, lanes: spec.lanes, limits: limits.window)
    health = SessionHealth(now: loop.now)
  }

  /// Consumes until it is to stop and everything has ended.
  ///
  /// - Returns: why the client is of no use any more; nil where it was to stop.
  func run(until mustStop: () -> Bool, isPaused: () -> Bool) async -> KafkaFailure? {
    do {
      try consumer.subscribe(to: spec.topics)
    } catch {
      fail(error)
    }
    while true {
      consumer.clearReadiness()
      let mayHaveMore = takeOccurrences()
      if mustStop() { beginStop() }
      advancePhase()
      if isOver { break }
      setPaused(isPaused())
      settleRebalances()
      offerDelayed()
      startLanes()
      storeOffsets()
      reportHealth()
      if mayHaveMore {
        await Task.yield()
      } else {
        _ = await readiness.wait(readable: true, writable: false, timeout: patience)
      }
    }
    if case .failed(let failure) = phase { return failure }
    return nil
  }

  // MARK: One turn

  /// Empties the client's queue, up to a batch; returns whether there may be more.
  private func takeOccurrences() -> Bool {
    for _ in 0..<limits.batch {
      guard let occurrence = consumer.poll() else { return false }
      switch occurrence {
      case .record(let record): take(record)
      case .assigned(let partitions): rebalance.pending.append(.assigned(partitions))
      case .revoked(let partitions, let isLost):
        rebalance.pending.append(.revoked(partitions, isLost: isLost))
      case .committed(let offsets): health.note(committed: offsets)
      case .failed(let failure): note(failure)
      case .log(let isWarning, let text):
        if isWarning {
          logger.info("Kafka client says", LogField("source", source), LogField("text", text))
        } else {
          logger.debug("Kafka client says", LogField("source", source), LogField("text", text))
        }
      }
    }
    return true
  }

  private func take(_ record: KafkaRecord) {
    health.noteContact()
    if rebalance.passesOver(record) {
      scheduler.skip(record.partition, offset: record.offset)
      return
    }
    control(
      scheduler.add(
        record, of: record.partition, offset: record.offset, key: record.key,
        bytes: record.footprintBytes))
  }

  /// Pauses or resumes a partition as the scheduler says.
  func control(_ flow: LaneScheduler<KafkaRecord>.Flow) {
    do {
      switch flow {
      case .asBefore: break
      case .pause(let partition): try consumer.pause([partition])
      case .resume(let partition): if !isPaused { try consumer.resume([partition]) }
      }
    } catch {
      logger.warning(
        "Kafka partition not paused or resumed", LogField("source", source),
        LogField("error", error))
    }
  }

  /// Hands on where the group may go on; librdkafka commits it within a second.
  func storeOffsets() {
    for (partition, next) in scheduler.takeStorable() {
      do {
        try consumer.store(next: next, of: partition)
      } catch {
        logger.warning(
          "Kafka offset not stored", LogField("source", source),
          LogField("partition", partition), LogField("error", error))
      }
    }
  }

  /// How long to wait where nothing happens.
  private var patience: Duration {
    if case .closing = phase { return .milliseconds(20) }
    var patience: Duration = scheduler.inWork > 0 ? .milliseconds(250) : .seconds(1)
    for deadline in [delays.first, rebalance.deadline, phaseDeadline] {
      if let deadline { patience = min(patience, max(deadline - loop.now, .zero)) }
    }
    return patience
  }
}
