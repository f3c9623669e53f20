import CloudEvents
import Connectors
import Deliveries
import EventLoops
import HTTPTransport
import Instants
import JSONSyntax
import Manifests
import Routing
import Storage
import Telemetry

/// The way of an event, on one loop: decide, then invoke or enqueue, then say what became of it.
// Safe because it is confined to its loop's thread.
package final class Router: EventSink, FunctionSink, @unchecked Sendable {
  package let loop: EventLoop
  let services: RouterServices
  private let registry: MetricRegistry
  private let shard: MetricShard
  private(set) var current: LoopCatalog
  private var pools: [PoolKey: UpstreamPool] = [:]
  var identifiers: EventIdentifiers
  /// Where the ids of traces and their steps come from, and the jitter of retries.
  var randomBits: RandomBits
  private var underWay = 0
  private(set) var isDraining = false
  /// Whether sources get back what they hold for something that is paused.
  private(set) var isEnding = false
  private let idle = Signal()
  let ledger: LedgerBook

  package init(
    loop: EventLoop, services: RouterServices, catalog: Catalog, registry: MetricRegistry
  ) {
    self.loop = loop
    self.services = services
    self.registry = registry
    shard = registry.makeShard()
    current = LoopCatalog(catalog, invokers: [], registry: registry, shard: shard)
    ledger = LedgerBook(loop: loop, store: services.store, registry: registry, shard: shard)
    var randomness = SystemRandomNumberGenerator()
    identifiers = EventIdentifiers(
      seed: (randomness.next() as UInt64, randomness.next() as UInt64))
    randomBits = RandomBits(seed: (randomness.next() as UInt64, randomness.next() as UInt64))
    adopt(catalog)
  }

  // MARK: The way of an event

  package func accept(_ arrival: consuming Arrival) async -> Receipt {
    // 1 Limits.
    if isDraining { return .stopping }
    begin()
    defer { end() }
    // 2 The snapshot that holds for this event, whatever is reloaded meanwhile.
    let snapshot = current
    guard let source = snapshot.id(of: arrival.source) else { return .unknownSource }
    snapshot.countEvent(source)
    settleTrace(of: &arrival, snapshot)
    if snapshot.table.readsData(of: source), await !holdBody(of: &arrival) { return .answered }
    // 3 The associations that want it.
    let wanted = snapshot.matches(arrival.event, from: source)
    if snapshot.hasPauses,
      let refusal = refusal(of: wanted, arrival, from: source, snapshot)
    {
      return noted(refusal, nil, arrival, snapshot)
    }
    // 4 The version that each gets, 5 which is invoked or queued, 6 and what became of it.
    if wanted.count == 1, arrival.custody == .none {
      let delivery = route(wanted.first, arrival.event, snapshot)
      if mustHold(arrival, for: delivery, snapshot), await !holdBody(of: &arrival) {
        return .answered
      }
      if snapshot.history.takesAll { keep(arrival, from: source, snapshot) }
      return delivery.mode == .sync
        ? await invokeNow(delivery, arrival, snapshot)
        : await enqueue([delivery], arrival, snapshot)
    }
    if wanted.count == 0 { noteUnmatched(arrival, source, snapshot) }
    guard await holdBody(of: &arrival) else { return .answered }
    if snapshot.history.takesAll { keep(arrival, from: source, snapshot) }
    // Only the one answer that there is to a request can be passed on while it comes.
    arrival.client = nil
    return await acceptMany(wanted, consume arrival, snapshot)
  }

  /// An event for one function, without a source: `/function/…`, `/async-function/…`, `:invoke`.
  ///
  /// - Returns: nil where there is no such function, version or alias.
  package func invoke(
    _ reference: FunctionReference, mode: DeliveryMode, _ event: CloudEvent,
    trace: TraceContext?, request: RequestTrace?, client: HTTPServerConnection?,
    notBefore: WallTime?, callback: String?
  ) async -> Receipt? {
    if isDraining { return .stopping }
    let snapshot = current
    guard let version = snapshot.table.resolve(reference, key: event.id) else { return nil }
    let delivery = Delivery(association: nil, version: version, mode: mode)
    var arrival = Arrival(
      event: event, source: Router.noSource, trace: trace, request: request, client: client,
      notBefore: notBefore)
    if mode == .sync, snapshot.hasPauses,
      let reason = snapshot.catalog.pauses.reason(nil, version)
    {
      return noted(.paused(reason), delivery, arrival, snapshot)
    }
    begin()
    defer { end() }
    settleTrace(of: &arrival, snapshot)
    if mustHold(arrival, for: delivery, snapshot), await !holdBody(of: &arrival) {
      return .answered
    }
    return mode == .sync
      ? await invokeNow(delivery, arrival, snapshot)
      : await enqueue([delivery], arrival, callback: callback, snapshot)
  }

  /// Whether a large body has to be held first: only a function that is invoked now can have it as
  /// it comes.
  private func mustHold(
    _ arrival: borrowing Arrival, for delivery: Delivery, _ snapshot: LoopCatalog
  ) -> Bool {
    guard arrival.client?.pendingBody != nil else { return false }
    return delivery.mode != .sync || !snapshot.invokers[delivery.version.index].takesStreams
      || delivery.association != nil && mustKeepBody(of: arrival, snapshot)
  }

  /// What stands for the source of an invocation that has none.
  private static let noSource = SourceName(unchecked: "function")

  /// The version that an association's split picks for an event.
  func route(_ association: AssociationID, _ event: CloudEvent, _ snapshot: LoopCatalog) -> Delivery
  {
    let version = snapshot.table.choose(association, for: event)
    if snapshot.hasPauses, snapshot.catalog.pauses.reason(association, version) != nil {
      // Whom nobody waits for keeps its events.
      return Delivery(association: association, version: version, mode: .queued)
    }
    return Delivery(
      association: association, version: version, mode: snapshot.table.mode(of: association))
  }

  // MARK: Catalog

  /// Takes a new catalog; what is under way goes on with the old one.
  ///
  /// Call it on the loop, or before anything runs there.
  package func adopt(_ new: Catalog) {
    let used = new.versions.flatMap { PoolKey.keys(of: $0.spec.target, in: new) }
    for (key, pool) in pools where !used.contains(key) {
      pool.close()
      pools[key] = nil
    }
    let invokers = new.versions.map { makeInvoker($0, in: new) }
    current = LoopCatalog(new, invokers: invokers, registry: registry, shard: shard)
  }

  private func makeInvoker(_ entry: VersionEntry, in catalog: Catalog) -> Invoker {
    let spec = entry.spec
    switch spec.target {
    case .http(let target):
      return .http(
        HTTPInvoker(
          target.address, format: target.format, headers: target.headers,
          maxReplyBytes: spec.maxReplyBytes, pause: spec.timeout,
          hidesAddress: spec.hidesTarget,
          pool: pool(
            for: target.address, catalog.tls(of: target.address, target.tls), target.connections)))
    case .callback:
      return .callback(
        CallbackInvoker(spec, in: catalog) { [loop, services] key, tls in
          UpstreamPool(
            to: key.place, loop: loop, tls: tls, limits: key.limits, names: services.names)
        })
    case .exec(let target):
      return .exec(
        ExecInvoker(
          name: entry.name, target: target, maxReplyBytes: spec.maxReplyBytes,
          hidesCommand: spec.hidesTarget, searchPath: services.searchPath, loop: loop,
          log: services.log.masking(target.mask(hidesCommand: spec.hidesTarget))))
    case .workers(let target):
      let invokers = target.addresses.map { address in
        HTTPInvoker(
          address, format: target.format, headers: target.headers,
          maxReplyBytes: spec.maxReplyBytes, pause: spec.timeout,
          hidesAddress: spec.hidesTarget,
          pool: pool(for: address, catalog.tls(of: address, target.tls), target.connections))
      }
      return .workers(
        WorkersInvoker(
          invokers: invokers, bindings: entry.bindings, watch: entry.watch(services.log),
          loop: loop))
    }
  }

  private func pool(
    for address: HTTPAddress, _ tls: UpstreamTLS?, _ connections: ConnectionsSpec
  ) -> UpstreamPool {
    let key = PoolKey(address, tls, connections)
    if let pool = pools[key] { return pool }
    let pool = UpstreamPool(
      to: key.place, loop: loop, tls: tls, limits: key.limits, names: services.names)
    pools[key] = pool
    return pool
  }

  // MARK: Life

  /// Closes upstream connections that have grown old, now and then, until the task is cancelled.
  package func tend() async {
    while (try? await loop.sleep(for: .seconds(10))) != nil {
      for pool in pools.values { pool.sweep() }
    }
  }

  /// Gives sources back what is paused, so that they can end; before `drain`.
  package func releasePaused() { isEnding = true }

  /// Takes nothing new, and returns when nothing is under way any more.
  package func drain() async {
    isDraining = true
    while underWay > 0 { await idle.wait() }
  }

  /// Closes what is idle; after `drain`.
  package func close() {
    for pool in pools.values { pool.close() }
    pools = [:]
    flushLedger()
  }

  /// Hands over what was noted down for the ledger; on the loop.
  package func flushLedger() { ledger.flush() }

  func begin() { underWay += 1 }

  func end() {
    underWay -= 1
    if underWay == 0, isDraining { idle.raise() }
  }
}

extension Receipt {
  static let answered: Receipt = {
    var receipt = Receipt(verdict: .settled)
    receipt.isAnswered = true
    return receipt
  }()
  static let stopping = Receipt(
    verdict: .retryLater(reason: "the router is stopping", after: nil))
  static let unknownSource = Receipt(
    verdict: .refused(reason: "its source is not declared any more"))
}
