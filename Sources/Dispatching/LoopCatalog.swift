import Deliveries
import EventLoops
import Manifests
import Routing
import Storage
import Telemetry

/// A catalog as one loop uses it: with connections to its targets and the series it counts in.
///
/// An event keeps the one that it began with, whatever is reloaded meanwhile.
// Safe because it is confined to its loop's thread.
final class LoopCatalog: @unchecked Sendable {
  let catalog: Catalog
  let tracing: TracingMode
  /// Whether anything is paused: all that an event has to look at while nothing is.
  let hasPauses: Bool
  /// Whether any association wants batches: all that a queued event has to look at while none does.
  let hasBatches: Bool
  let ledger: LedgerChoice
  let history: HistoryChoice
  /// In the order of `VersionID`.
  let invokers: [Invoker]
  private let registry: MetricRegistry
  private let shard: MetricShard
  private let events: [CounterID]
  private var versions: [VersionSeries]
  private var deliveries: [DeliveryKey: CounterID] = [:]
  /// The series counted last, which is mostly the next one, too.
  private var lastDelivery: (key: DeliveryKey, id: CounterID)?
  private var lastTarget:
    (association: AssociationName?, version: FunctionVersion, ids: (AssociationID?, VersionID))?
  private var lastSource: (name: SourceName, id: SourceID)?
  var ledgerMembers = LedgerMembers()
  private let waitSync: HistogramID
  private let waitQueued: HistogramID

  /// The series of one version.
  private struct VersionSeries {
    var retries: CounterID
    var duration: HistogramID
    var attempts: [Int: CounterID] = [:]
    var holds: [Regulation.Hold: CounterID] = [:]
    /// The status that came last, which is mostly the next one, too.
    var last: (status: Int, id: CounterID)?
  }

  private struct DeliveryKey: Hashable {
    var association: AssociationID?
    var version: VersionID
    var outcome: DeliveryOutcome
  }

  init(_ catalog: Catalog, invokers: [Invoker], registry: MetricRegistry, shard: MetricShard) {
    self.catalog = catalog
    tracing = catalog.manifest.tracing
    hasPauses = !catalog.pauses.isEmpty
    hasBatches = catalog.batches.contains { $0 != nil }
    ledger = LedgerChoice(catalog.manifest.ledger.record)
    history = HistoryChoice(catalog.manifest)
    self.invokers = invokers
    self.registry = registry
    self.shard = shard
    events = catalog.manifest.sources.map {
      registry.counter(.events, $0.name.text, $0.kind.label)
    }
    versions = catalog.table.versions.map { version in
      VersionSeries(
        retries: registry.counter(.retries, version.function.text),
        duration: registry.histogram(
          .invocationDuration, version.function.text, version.label))
    }
    waitSync = registry.histogram(.waitTime, DeliveryMode.sync.rawValue)
    waitQueued = registry.histogram(.waitTime, DeliveryMode.queued.rawValue)
  }

  var table: RoutingTable { catalog.table }

  func entry(_ version: VersionID) -> VersionEntry { catalog.versions[version.index] }

  /// nil where there is no such source.
  func id(of source: SourceName) -> SourceID? {
    if let last = lastSource, last.name == source { return last.id }
    guard let id = table.id(of: source) else { return nil }
    lastSource = (source, id)
    return id
  }

  /// Where a stored delivery goes; nil where its version is not declared any more.
  func target(of delivery: NewDelivery, mode: DeliveryMode) -> Delivery? {
    let (association, version) = (delivery.association, delivery.version)
    if let last = lastTarget, last.association == association, last.version == version {
      return Delivery(association: last.ids.0, version: last.ids.1, mode: mode)
    }
    guard let id = table.id(of: version) else { return successor(of: delivery, mode: mode) }
    let ids = (association.flatMap { table.id(of: $0) }, id)
    lastTarget = (association, version, ids)
    return Delivery(association: ids.0, version: id, mode: mode)
  }

  /// Where the end of a delivery goes whose destination the manifest has changed since.
  private func successor(of delivery: NewDelivery, mode: DeliveryMode) -> Delivery? {
    guard let name = delivery.association, name.isInner, let association = table.id(of: name),
      let event = try? StoredEvent(head: delivery.head, data: delivery.data).event()
    else { return nil }
    return Delivery(
      association: association, version: table.choose(association, for: event), mode: mode)
  }

  /// How many events of an association go in one request; nil where each goes alone.
  func batch(of association: AssociationID?) -> BatchSpec? {
    guard hasBatches, let association else { return nil }
    return catalog.batches[association.index]
  }

  // MARK: Counting

  func countEvent(_ source: SourceID) { shard.add(events[source.index]) }

  func countRetry(_ version: VersionID) { shard.add(versions[version.index].retries) }

  func countHold(_ version: VersionID, _ hold: Regulation.Hold) {
    if let id = versions[version.index].holds[hold] { return shard.add(id) }
    let name = table[version]
    let id = registry.counter(.holds, name.function.text, name.label, hold.rawValue)
    versions[version.index].holds[hold] = id
    shard.add(id)
  }

  func observeWait(_ mode: DeliveryMode, nanoseconds: Int64) {
    shard.observe(mode == .sync ? waitSync : waitQueued, nanoseconds: nanoseconds)
  }

  /// - Parameter status: nil where no answer came, which is counted as status `0`.
  func observeAttempt(_ version: VersionID, status: Int?, nanoseconds: Int64) {
    shard.observe(versions[version.index].duration, nanoseconds: nanoseconds)
    let status = status ?? 0
    if let last = versions[version.index].last, last.status == status { return shard.add(last.id) }
    let id = attempts(of: version, status)
    versions[version.index].last = (status, id)
    shard.add(id)
  }

  private func attempts(of version: VersionID, _ status: Int) -> CounterID {
    if let id = versions[version.index].attempts[status] { return id }
    let name = table[version]
    let id = registry.counter(.attempts, name.function.text, name.label, String(status))
    versions[version.index].attempts[status] = id
    return id
  }

  /// Counts the end of a delivery whose version is not declared any more.
  func countUndeclared(_ delivery: NewDelivery) {
    count(.deadLetter, of: delivery.version, for: delivery.association)
  }

  /// Counts that an invocation without a source was cancelled.
  func countCancelled(_ version: FunctionVersion) { count(.cancelled, of: version, for: nil) }

  /// Counts a request with a batch, off the way of single events.
  func countBatch(_ target: Delivery, events: Int) {
    let association = target.association.map { table.name(of: $0).text } ?? ""
    let version = table[target.version]
    let labels = (association, version.function.text, version.label)
    shard.add(registry.counter(.batches, labels.0, labels.1, labels.2))
    shard.add(registry.counter(.batchEvents, labels.0, labels.1, labels.2), UInt64(events))
  }

  func countDuplicate(_ association: AssociationName) {
    shard.add(registry.counter(.duplicates, association.text))
  }

  func countHistoryDropped(_ count: Int) {
    shard.add(registry.counter(.historyDropped), UInt64(count))
  }

  private func count(
    _ outcome: DeliveryOutcome, of version: FunctionVersion, for association: AssociationName?
  ) {
    shard.add(
      registry.counter(
        .deliveries, association?.text ?? "", version.function.text, version.label,
        outcome.rawValue))
  }

  func countDelivery(_ delivery: Delivery, _ outcome: DeliveryOutcome) {
    let key = DeliveryKey(
      association: delivery.association, version: delivery.version, outcome: outcome)
    if let last = lastDelivery, last.key == key { return shard.add(last.id) }
    let id = deliveries(key)
    lastDelivery = (key, id)
    shard.add(id)
  }

  private func deliveries(_ key: DeliveryKey) -> CounterID {
    if let id = deliveries[key] { return id }
    let version = table[key.version]
    let association = key.association.map { table.name(of: $0).text } ?? ""
    let id = registry.counter(
      .deliveries, association, version.function.text, version.label, key.outcome.rawValue)
    deliveries[key] = id
    return id
  }
}
