import AdminAPI
import Dispatching
import EventLoops
import Instants
import Manifests
import Routing
import Storage
import Synchronization
import Telemetry

extension Service {
  package var pauses: [PauseTarget: WallTime] { store.pauses }

  package func inFlight(of function: FunctionName) -> Int { catalog.inFlight(of: function) }

  /// Pauses what runs; what is paused stays so, since when it was.
  package func pause(_ target: PauseTarget) async throws(StoreError) {
    try await turnstile.pass { () throws(StoreError) in
      guard store.pauses[target] == nil else { return }
      // What is durable first is paused after a crash too.
      try await store.recordPause(target, since: WallTime.now)
      await adoptPauses(Set(store.pauses.keys))
      log.info("paused", LogField("kind", target.kind.rawValue), LogField("name", target.name))
    }
  }

  /// Lets go on what is paused; what runs goes on running.
  package func resume(_ target: PauseTarget) async throws(StoreError) {
    try await turnstile.pass { () throws(StoreError) in
      var paused = Set(store.pauses.keys)
      guard paused.remove(target) != nil else { return }
      // The store gives deliveries out once everybody here attempts them again.
      await adoptPauses(paused)
      do throws(StoreError) {
        try await store.recordPause(target, since: nil)
      } catch {
        await adoptPauses(Set(store.pauses.keys))
        throw error
      }
      log.info("resumed", LogField("kind", target.kind.rawValue), LogField("name", target.name))
    }
  }

  /// Brings what is paused to every loop and connector; inside the turnstile.
  private func adoptPauses(_ paused: Set<PauseTarget>) async {
    let (loaded, channels) = state.withLock { ($0.loaded, $0.channels) }
    let new = Catalog(
      loaded.manifest, registry: services.versions, contexts: channels.targets, paused: paused,
      stamp: catalog.stamp)
    for worker in workers { await worker.adopt(new) }
    state.withLock { $0.catalog = new }
    guard isReady else { return }
    do throws(ServiceError) {
      let prepared = try connectors.prepare(loaded.manifest, paused: paused)
      await connectors.apply(loaded.manifest, prepared, paused: paused)
    } catch {
      log.error("a source can't go on", LogField("reason", error))
    }
  }
}
