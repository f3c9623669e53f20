import AdminAPI
import Admissions
import Connectors
import Dispatching
import EventLoops
import HTTPConnector
import HTTPTransport
import Instants
import Manifests
import Routing
import Storage
import Synchronization
import TLS
import Telemetry

/// The router as a whole: puts its parts together, reloads the manifest, and ends in order.
package final class Service: Sendable {
  let options: ServiceOptions
  let log: Logger
  let store: SQLiteStore
  let services: RouterServices
  package let registry: MetricRegistry
  package let startedAt = WallTime(millisecondsSinceEpoch: WallTime.now.millisecondsSinceEpoch)
  let attemptRate: RateMeter
  package let functionLog = FunctionLog()
  let workers: [LoopWorker]
  let connectors: ConnectorSet
  let redriver: Redriver
  let replayer: Replayer
  private let access: AdminAccess
  private let memory: AdmissionMemory
  private let fetchers: KeySetFetchers
  private let prober: WorkerProber
  let source: ManifestSource
  private let adminAddress: SocketAddress
  private let listenAddress: SocketAddress
  let state: Mutex<State>
  /// Reloads, pauses and their ends come one after the other.
  let turnstile = Turnstile()
  private let stopSignal = Signal()
  let ticketKeys: TicketKeys
  private let adminHandshakes: HandshakeLedger

  struct State: Sendable {
    var loaded: LoadedManifest
    var catalog: Catalog
    /// What TLS is spoken with.
    var channels: SecureChannels
    /// The admin API, once it listens.
    var admin: AdminListener?
    var isReady = false
    /// Whether the router takes no other manifest any more.
    var isStopping = false
    /// How often a reload was asked for since none was under way.
    var reloads = 0
  }

  /// Reads the manifest and opens the store; nothing listens yet.
  ///
  /// - Throws: `ServiceError` where the router can't run like this.
  package init(_ options: ServiceOptions, log: Logger, version: String, searchPath: String)
    throws(ServiceError)
  {
    self.options = options
    self.log = log.keeping(in: functionLog)
    listenAddress = try Service.address("listen", options.listen)
    adminAddress = try Service.address("admin", options.admin)
    source = ManifestSource(paths: options.paths, isServed: true)
    let loaded: LoadedManifest
    do throws(ManifestRefusal) {
      loaded = try source.load()
    } catch {
      throw .manifest(error)
    }
    access = AdminAccess(token: options.adminToken, mayBeOpen: adminAddress.isLoopback)
    access.adopt(loaded.manifest.admin)
    guard !access.isClosed else { throw .openAdmin(address: options.admin) }
    do throws(TLSError) {
      ticketKeys = try TicketKeys()
    } catch {
      throw .tls(reason: error.description)
    }
    let channels = try SecureChannels(loaded.manifest, keys: ticketKeys)
    do throws(StoreError) {
      store = try SQLiteStore(directory: options.dataDirectory)
    } catch {
      throw .store(error)
    }
    services = RouterServices(store: store, log: self.log, searchPath: searchPath)
    redriver = Redriver(services: services)
    replayer = Replayer(services: services)
    registry = MetricRegistry(version: version)
    attemptRate = RateMeter(.attempts, of: registry)
    memory = AdmissionMemory()
    adminHandshakes = HandshakeLedger("admin", registry: registry, log: log)
    let catalog = Catalog(
      loaded.manifest, registry: services.versions, contexts: channels.targets,
      paused: store.pauses.keys)
    store.keepLedger(LedgerLimits(loaded.manifest.ledger))
    store.keepHistory(HistoryLimits(loaded.manifest.history))
    store.keepResults(maxBytes: loaded.manifest.results.maxBytes)
    state = Mutex(State(loaded: loaded, catalog: catalog, channels: channels))
    workers = try Service.makeWorkers(
      options.threads ?? EventLoop.coreCount, catalog,
      HTTPSources(catalog.manifest, memory: memory, isLocal: listenAddress.isLocal), services,
      registry)
    fetchers = KeySetFetchers(loop: workers[0].loop, log: log)
    prober = WorkerProber(loop: workers[0].loop, services: services)
    connectors = ConnectorSet(workers: workers, store: store, log: log)
  }

  var catalog: Catalog { state.withLock { $0.catalog } }
  package var manifest: Manifest { state.withLock { $0.loaded.manifest } }
  package var isReady: Bool { state.withLock { $0.isReady } }
  var isStopping: Bool { state.withLock { $0.isStopping } }

  // MARK: Life

  /// Runs until `stop`; returns when everything has ended and is on disk.
  ///
  /// - Parameter ready: called once everything listens, with the two addresses.
  package func run(ready: (_ listen: String, _ admin: String) -> Void = { _, _ in })
    async throws(ServiceError)
  {
    let prepared = try connectors.prepare(manifest, paused: Set(store.pauses.keys))
    for worker in workers { worker.loop.start() }
    defer { for worker in workers { worker.end() } }
    fetchKeys(manifest)
    defer { fetchers.stop() }
    probe(catalog)
    let events = try Service.claim(listenAddress, isShared: true, access: .everybody)
    defer { events.leave() }
    let administration = try Service.claim(adminAddress, isShared: false, access: .group)
    defer { administration.leave() }
    let listening = try await listen(at: events)
    let admin = try await startAdmin(at: administration)
    warnOfTLS(manifest)
    addGauges()
    store.setReadyHandler { [workers] queue in
      for worker in workers { worker.queue.wake(queue) }
    }
    await turnstile.pass {
      await connectors.apply(manifest, prepared, paused: Set(store.pauses.keys))
      state.withLock { $0.isReady = true }
    }
    let watching = workers[0].loop.spawn { await self.watchFiles() }
    let measuring = workers[0].loop.spawn { await self.measureRates() }
    log.info(
      "ready", LogField("listen", listening), LogField("admin", admin.address),
      LogField("sources", manifest.sources.count),
      LogField("functions", manifest.functions.count),
      LogField("associations", manifest.associations.count))
    ready(listening.description, admin.address.description)
    await stopSignal.wait()
    watching.cancel()
    measuring.cancel()
    await end(admin)
  }

  /// Asks the router to drain and end; from any thread, twice is fine.
  package func stop() { stopSignal.raise() }

  private func end(_ admin: AdminListener) async {
    state.withLock { ($0.isReady, $0.isStopping) = (false, true) }
    log.info("draining: no new events are taken")
    workers[0].loop.spawn { [prober] in prober.stop() }
    for worker in workers { worker.releasePaused() }
    let drained = Signal()
    let draining = Task { [workers, connectors, turnstile] in
      // A reload that is under way may start connectors still.
      await turnstile.pass { await connectors.stopAll() }
      await withTaskGroup(of: Void.self) { group in
        for worker in workers { group.addTask { await worker.drain() } }
      }
      drained.raise()
    }
    let limit = workers[0].loop.spawn { [workers, options] in
      guard (try? await workers[0].loop.sleep(for: options.drainTime)) != nil else { return }
      for worker in workers { worker.abort() }
      guard (try? await workers[0].loop.sleep(for: .seconds(1))) != nil else { return }
      drained.raise()
    }
    await drained.wait()
    limit.cancel()
    draining.cancel()
    // Whoever did not end in time would go on without us.
    Subprocess.killAll()
    functionLog.close()
    await admin.stop()
    await store.close()
    log.info("stopped")
  }

  // MARK: Reload

  /// Takes the manifest as it stands in the files now, whole or not at all.
  ///
  /// One reload at a time: asked for while another one is under way, that one looks once more.
  package func reload() async {
    let isUnderWay = state.withLock { state in
      state.reloads += 1
      return state.reloads > 1
    }
    if isUnderWay { return }
    while true {
      let asked = state.withLock { $0.reloads }
      await reloadOnce()
      let isDone = state.withLock { state in
        if state.reloads == asked { state.reloads = 0 }
        return state.reloads == 0
      }
      if isDone { return }
    }
  }

  private func reloadOnce() async {
    await turnstile.pass {
      if isStopping { return }
      let before = state.withLock { $0.channels }
      let read = await offLoop { [source, ticketKeys] in Service.read(source, ticketKeys, before) }
      do throws(ServiceError) {
        let (new, channels) = try read.get()
        try await adopt(new, channels)
      } catch .manifest(let refusal) {
        log.error(
          "the manifest is refused; the router goes on with the one before",
          LogField("problems", refusal.problems.count))
        for problem in refusal.problems { log.error(problem.description) }
      } catch {
        log.error("the manifest is refused", LogField("reason", error))
      }
    }
  }

  /// Reads the manifest's files and those that it names; blocks.
  static func read(
    _ source: ManifestSource, _ keys: TicketKeys, _ before: SecureChannels
  ) -> Result<(LoadedManifest, SecureChannels), ServiceError> {
    do throws(ManifestRefusal) {
      let loaded = try source.load()
      do throws(ServiceError) {
        return .success((loaded, try SecureChannels(loaded.manifest, keys: keys, before: before)))
      } catch {
        return .failure(error)
      }
    } catch {
      return .failure(.manifest(error))
    }
  }

  /// Takes a manifest; inside the turnstile.
  ///
  /// - Parameter commit: what is done once nothing but this can fail any more.
  /// - Throws: where a source can't be what it says, or what `commit` throws; nothing has changed
  ///   then.
  func adopt(
    _ new: LoadedManifest, _ channels: SecureChannels,
    commit: () async throws(ServiceError) -> Void = {}
  ) async throws(ServiceError) {
    let isSame = state.withLock { $0.loaded == new && $0.channels.isSame(as: channels) }
    let paused = Set(store.pauses.keys)
    let prepared = isSame ? [:] : try connectors.prepare(new.manifest, paused: paused)
    try await commit()
    guard !isSame else {
      log.info("reloaded: nothing has changed")
      return
    }
    let stamp = CatalogStamp(generation: self.catalog.stamp.generation + 1)
    // Of a large manifest it takes long enough for a loop's other work to wait.
    let isLocal = listenAddress.isLocal
    let (catalog, sources) = await offLoop { [services, memory] in
      let catalog = Catalog(
        new.manifest, registry: services.versions, contexts: channels.targets, paused: paused,
        stamp: stamp)
      return (catalog, HTTPSources(new.manifest, memory: memory, isLocal: isLocal))
    }
    store.keepLedger(LedgerLimits(new.manifest.ledger))
    store.keepHistory(HistoryLimits(new.manifest.history))
    store.keepResults(maxBytes: new.manifest.results.maxBytes)
    fetchKeys(new.manifest)
    for worker in workers { await worker.adopt(catalog, sources, tls: channels.listener) }
    probe(catalog)
    access.adopt(new.manifest.admin)
    if access.isClosed {
      log.warning("no token opens the admin API any more", LogField("admin", options.admin))
    }
    let (old, admin) = state.withLock { state in
      let old = state.catalog
      state.loaded = new
      state.catalog = catalog
      state.channels = channels
      return (old, state.admin)
    }
    for function in catalog.functionsHeldOtherwise(than: old) { store.endHolds(of: function) }
    await admin?.adopt(adminHandshakes.tls(channels.admin))
    await connectors.apply(new.manifest, prepared, paused: paused)
    warnOfTLS(new.manifest)
    log.info(
      "reloaded", LogField("sources", new.manifest.sources.count),
      LogField("functions", new.manifest.functions.count),
      LogField("associations", new.manifest.associations.count))
  }

  private func probe(_ catalog: Catalog) {
    workers[0].loop.spawn { [prober] in prober.adopt(catalog) }
  }

  private func fetchKeys(_ manifest: Manifest) {
    let mask = Mask(
      manifest.sources.flatMap(\.keySetSecretTexts) + manifest.invocations.keySetSecretTexts)
    fetchers.apply(memory.settle(on: manifest), mask: mask)
  }

  // MARK: Parts

  private static func claim(
    _ address: SocketAddress, isShared: Bool, access: SocketFile.Access
  ) throws(ServiceError) -> ListeningPlace {
    do throws(EventLoopError) {
      return try ListeningPlace(address, isShared: isShared, access: access)
    } catch {
      throw .system(error)
    }
  }

  private func listen(at place: ListeningPlace) async throws(ServiceError) -> SocketAddress {
    do throws(EventLoopError) {
      var place = place
      var address = listenAddress
      let tls = state.withLock { $0.channels.listener }
      // Each client may need a connection to a function, and something is left for all else.
      let connections = max(16, (OpenFiles.raiseLimit() - 128) / 2 / workers.count)
      for worker in workers {
        address = try await worker.start(at: place, tls: tls, connections: connections)
        if case .port = place { place = .port(address, isShared: true) }
      }
      return address
    } catch {
      throw .system(error)
    }
  }

  private func startAdmin(at place: ListeningPlace) async throws(ServiceError) -> AdminListener {
    do throws(EventLoopError) {
      let tls = state.withLock { $0.channels.admin }
      let admin = try await AdminListener.start(
        at: place, loop: workers[0].loop, backend: self, access: access,
        tls: adminHandshakes.tls(tls))
      state.withLock { $0.admin = admin }
      return admin
    } catch {
      throw .system(error)
    }
  }

  private static func makeWorkers(
    _ count: Int, _ catalog: Catalog, _ sources: HTTPSources, _ services: RouterServices,
    _ registry: MetricRegistry
  ) throws(ServiceError) -> [LoopWorker] {
    var workers: [LoopWorker] = []
    do throws(EventLoopError) {
      for number in 0..<count {
        workers.append(
          try LoopWorker(
            number: number, catalog: catalog, sources: sources, services: services,
            registry: registry))
      }
    } catch {
      throw .system(error)
    }
    return workers
  }
}
