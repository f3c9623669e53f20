import Connectors
import CronConnector
import EventLoops
import JSONSyntax
import KafkaConnector
import MQTTConnector
import Manifests
import RdKafka
import Routing
import Schedules
import Storage
import Synchronization
import Telemetry

/// The connectors that run now, one a source; a reload touches only those that have changed.
final class ConnectorSet: Sendable {
  struct Running: Sendable {
    var spec: SourceSpec
    var connector: any Connector
    var task: Task<Void, Never>

    /// The connector's status as it may be shown.
    var status: ConnectorStatus {
      var status = connector.status
      status.detail = spec.mask(status.detail)
      status.lastError = status.lastError.map(spec.mask.callAsFunction)
      return status
    }

    /// Whether it ends where its source is paused.
    func stops(under paused: Set<PauseTarget>) -> Bool {
      paused.contains(.source(spec.name)) && !(connector is any PausableConnector)
    }

    func setPaused(under paused: Set<PauseTarget>) {
      (connector as? any PausableConnector)?.setPaused(paused.contains(.source(spec.name)))
    }
  }

  private let workers: [LoopWorker]
  private let store: SQLiteStore
  private let log: Logger
  private let running = Mutex<[SourceName: Running]>([:])
  /// Which loop the next connector runs on.
  private let turn = Mutex(0)

  init(workers: [LoopWorker], store: SQLiteStore, log: Logger) {
    self.workers = workers
    self.store = store
    self.log = log
  }

  /// What `get sources` shows of each connector; HTTP sources have none of their own.
  var all: [SourceName: Running] { running.withLock { $0 } }

  /// Makes the connectors of a manifest, without starting any; none of a paused source that is
  /// started anew when it goes on.
  ///
  /// - Throws: `ServiceError.source` where a source can't be what it says.
  func prepare(_ manifest: Manifest, paused: Set<PauseTarget>) throws(ServiceError)
    -> [SourceName: Prepared]
  {
    let present = all
    var prepared: [SourceName: Prepared] = [:]
    for source in manifest.sources where present[source.name]?.spec != source {
      let worker = nextWorker()
      if let connector = try make(source, on: worker) {
        if paused.contains(.source(source.name)), !(connector is any PausableConnector) { continue }
        prepared[source.name] = Prepared(spec: source, connector: connector, loop: worker.loop)
      }
    }
    return prepared
  }

  struct Prepared: Sendable {
    var spec: SourceSpec
    var connector: any Connector
    var loop: EventLoop
  }

  /// Stops what is not declared any more, has changed or is paused, and starts what is new.
  func apply(
    _ manifest: Manifest, _ prepared: [SourceName: Prepared], paused: Set<PauseTarget>
  ) async {
    let kept = Set(manifest.sources.map(\.name)).subtracting(prepared.keys)
      .subtracting(all.values.filter { $0.stops(under: paused) }.map(\.spec.name))
    let sessions = Set(manifest.sources.compactMap(\.mqttSession))
    let old = all.values.filter { !kept.contains($0.spec.name) }
    for item in old {
      guard let session = item.spec.mqttSession, !sessions.contains(session) else { continue }
      item.connector.retire()
    }
    await stop(old)
    for item in all.values { item.setPaused(under: paused) }
    for item in prepared.values {
      let connector = item.connector
      if let pausable = connector as? any PausableConnector {
        pausable.setPaused(paused.contains(.source(item.spec.name)))
      }
      let task = item.loop.spawn { await connector.run() }
      running.withLock {
        $0[item.spec.name] = Running(spec: item.spec, connector: connector, task: task)
      }
    }
  }

  /// Stops every connector and returns when all have ended.
  func stopAll() async { await stop(Array(all.values)) }

  private func stop(_ old: [Running]) async {
    for item in old { item.connector.stop() }
    for item in old {
      await item.task.value
      running.withLock { $0[item.spec.name] = nil }
    }
  }

  private func nextWorker() -> LoopWorker {
    turn.withLock { turn in
      turn = (turn + 1) % workers.count
      return workers[turn]
    }
  }

  /// nil for sources that need no connector: HTTP has its listener, functions their results.
  private func make(_ source: SourceSpec, on worker: LoopWorker) throws(ServiceError)
    -> (any Connector)?
  {
    let log = log.masking(source.mask)
    switch source.kind {
    case .http, .function: return nil
    case .cron(let spec): return try makeCron(source.name, spec, worker)
    case .mqtt(let spec):
      return MQTTSubscriber(
        source: source.name, spec: spec, sink: worker.router, loop: worker.loop, logger: log,
        memory: spec.hidesTopics
          ? NoSubscriptionMemory() : StoredSubscriptions(store: store, log: log))
    case .kafka(let spec):
      do throws(KafkaError) {
        return try KafkaConnector(
          source: source.name, spec: spec, loop: worker.loop, sink: worker.router, logger: log)
      } catch {
        throw .source(name: source.name.text, reason: error.description)
      }
    }
  }

  private func makeCron(_ name: SourceName, _ spec: CronSourceSpec, _ worker: LoopWorker)
    throws(ServiceError) -> any Connector
  {
    let zone: TimeZoneRules
    do throws(TimeZoneFileError) {
      zone = try TimeZoneFiles.load(spec.timezone)
    } catch {
      throw .source(name: name.text, reason: error.description)
    }
    var payload: [UInt8]?
    if let data = spec.data {
      var bytes: [UInt8] = []
      data.append(to: &bytes)
      payload = bytes
    }
    let catchUp: CatchUp =
      switch spec.catchUp {
      case .none: .none
      case .latest: .latest
      case .all(let limit): .all(limit: limit)
      }
    return CronTicker(
      CronSource(
        name: name, schedule: spec.schedule, zone: zone, dst: spec.dst, payload: payload,
        catchUp: catchUp),
      sink: worker.router, clock: LoopClock(worker.loop),
      marks: StoredCronMarks(store: store, log: log), logger: log)
  }
}

extension SourceSpec {
  var mask: Mask { Mask(secretTexts) }

  /// Whose session a broker keeps for the source; nil for other kinds.
  fileprivate var mqttSession: String? {
    guard case .mqtt(let spec) = kind else { return nil }
    return spec.session
  }
}
