import AdminAPI
import CloudEvents
import Connectors
import Deliveries
import Dispatching
import EventLoops
import Instants
import KafkaConnector
import Manifests
import Routing
import Storage
import Telemetry

extension Service: AdminBackend {
  package var statuses: [SourceName: ConnectorStatus] {
    connectors.all.mapValues(\.status)
  }

  package func workers(of function: FunctionName) -> [WorkerStatus] {
    catalog.workerStates(of: function)
      .map { WorkerStatus(version: $0.version.label, worker: $0.worker, isUp: $0.isUp) }
  }

  package func versions(of function: FunctionName) -> [VersionStatus] {
    catalog.states(of: function).map { state in
      VersionStatus(
        version: state.version.label, inFlight: state.inFlight, isBroken: state.isBroken)
    }
  }

  package func rate(of attempts: [CounterReading]) -> Double {
    attemptRate.rate(of: attempts, MonotonicTime.read())
  }

  /// Remembers now and then how much was attempted, until cancelled.
  func measureRates() async {
    repeat {
      attemptRate.sample(MonotonicTime.read())
    } while (try? await workers[0].loop.sleep(for: RateMeter.interval)) != nil
  }

  package func holds(of function: FunctionName) -> [String] { catalog.holds(of: function) }

  package func metrics() async -> [UInt8] { await registry.exposition() }

  package func queues() async throws(StoreError) -> [QueueStatistics] {
    try await store.queues()
  }

  package func deadLetterCounts() async throws(StoreError) -> [FunctionName: Int] {
    try await store.deadLetterCounts()
  }

  package func deadLetters(_ query: DeadLetterQuery, limit: Int, after position: Int64?)
    async throws(StoreError) -> [DeadLetter]
  {
    try await store.deadLetters(query, limit: limit, after: position)
  }

  package func redrive(_ order: RedriveOrder) async throws(StoreError) -> OperatorReport {
    try await redriver.redrive(order, by: catalog)
  }

  package func purge(_ query: DeadLetterQuery, isRehearsal: Bool) async throws(StoreError)
    -> OperatorReport
  {
    try await redriver.purge(query, isRehearsal: isRehearsal)
  }

  package func ledgerRecords(of ids: [String]) async throws(StoreError) -> [[UInt8]] {
    // What the loops have noted down just now belongs to it.
    for worker in workers { await worker.flushLedger() }
    return try await store.ledgerRecords(of: ids, limit: Service.maxLedgerRecords)
  }

  package func waitingDeliveries(of ids: [String], ending: String?) async throws(StoreError)
    -> [WaitingDelivery]
  {
    try await store.waitingDeliveries(of: ids, ending: ending, limit: 100)
  }

  package func history(_ query: HistoryQuery, limit: Int, after place: HistoryPlace?)
    async throws(StoreError) -> HistoryPage
  {
    try await store.history(query, limit: limit, after: place, withData: false)
  }

  package func lastInHistory() async throws(StoreError) -> Int64? {
    try await store.lastInHistory()
  }

  package func replay(_ order: ReplayOrder) async throws(StoreError) -> ReplayReport {
    try await replayer.replay(order, by: catalog)
  }

  package func idEnding(atPlace text: String) -> String? { RecordIdentity.ending(at: text) }

  /// Records of one event that are told of.
  private static let maxLedgerRecords = 1_000

  package func invoke(_ reference: FunctionReference, mode: DeliveryMode, _ event: CloudEvent) async
    -> Receipt?
  {
    await workers[0].router.invoke(
      reference, mode: mode, event, trace: nil, request: nil, client: nil, notBefore: nil,
      callback: nil)
  }

  /// What is asked for whenever metrics are read.
  func addGauges() {
    registry.addGauges { [weak self] in
      (self?.catalog.workerStates ?? []).map { state in
        GaugeSample(
          .workerUp,
          labels: [state.version.function.text, state.version.label, state.worker],
          value: state.isUp ? 1 : 0)
      }
    }
    registry.addGauges { [weak self] in
      (self?.catalog.breakerStates ?? []).map { state in
        GaugeSample(
          .breakerOpen, labels: [state.version.function.text, state.version.label],
          value: state.isBroken ? 1 : 0)
      }
    }
    registry.addGauges { [weak self] in
      (self?.catalog.concurrencyLimits ?? []).map { state in
        GaugeSample(
          .concurrencyLimit, labels: [state.version.function.text, state.version.label],
          value: Double(state.limit))
      }
    }
    registry.addGauges { [store] in
      store.pauses.keys.map { target in
        GaugeSample(.paused, labels: [target.kind.rawValue, target.name], value: 1)
      }
    }
    registry.addGauges { [store, connectors] in
      var samples: [GaugeSample] = []
      let now = WallTime.now
      for queue in (try? await store.queues()) ?? [] {
        let labels = [queue.queue.text]
        samples.append(GaugeSample(.queueDepth, labels: labels, value: Double(queue.depth)))
        let age = queue.oldestAcceptedAt.map { max(0, (now - $0).inSeconds) } ?? 0
        samples.append(GaugeSample(.queueOldest, labels: labels, value: age))
        samples.append(GaugeSample(.queueWaiting, labels: labels, value: Double(queue.waiting)))
        samples.append(GaugeSample(.heldKeys, labels: labels, value: Double(queue.holders)))
      }
      for (function, count) in (try? await store.deadLetterCounts()) ?? [:] {
        samples.append(GaugeSample(.deadLetters, labels: [function.text], value: Double(count)))
      }
      for item in connectors.all.values {
        guard case .kafka(let spec) = item.spec.kind,
          let connector = item.connector as? KafkaConnector
        else { continue }
        let mask = item.spec.mask
        for partition in connector.lag {
          samples.append(
            GaugeSample(
              .kafkaLag,
              labels: [mask(spec.group), mask(partition.topic), String(partition.partition)],
              value: partition.lag.map(Double.init) ?? -1))
        }
      }
      return samples
    }
  }
}
