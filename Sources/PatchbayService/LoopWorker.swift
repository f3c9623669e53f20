import Dispatching
import EventLoops
import HTTPConnector
import HTTPTransport
import Manifests
import Storage
import TLS
import Telemetry

/// Everything that runs on one loop: its router, its queue worker and its listener.
// Safe because all that is not Sendable by itself is used on the loop only.
final class LoopWorker: @unchecked Sendable {
  let loop: EventLoop
  let router: Router
  let queue: QueueWorker
  private let connector: HTTPConnector
  private let handshakes: HandshakeLedger
  private var server: HTTPServer?
  private var tasks: [Task<Void, Never>] = []

  init(
    number: Int, catalog: Catalog, sources: HTTPSources, services: RouterServices,
    registry: MetricRegistry
  ) throws(EventLoopError) {
    loop = try EventLoop(name: "patchbay-\(number)")
    router = Router(loop: loop, services: services, catalog: catalog, registry: registry)
    handshakes = HandshakeLedger("events", registry: registry, log: services.log)
    queue = QueueWorker(router: router, store: services.store)
    var generator = SystemRandomNumberGenerator()
    connector = HTTPConnector(
      sink: router, functions: router, sources: sources,
      refusals: RefusalLedger(registry: registry, log: services.log),
      seed: (generator.next(), generator.next()))
  }

  /// Listens, and begins to work; the loop's thread must run.
  ///
  /// - Parameters:
  ///   - tls: nil for plain HTTP.
  ///   - connections: of clients at the same time; one more is answered 503.
  func start(
    at place: ListeningPlace, tls: TLSServerContext?, connections: Int
  ) async throws(EventLoopError) -> SocketAddress {
    let started = loop.spawn { [self] () -> Result<SocketAddress, EventLoopError> in
      do throws(EventLoopError) {
        var limits = HTTPServerLimits()
        limits.connections = min(limits.connections, connections)
        let server = HTTPServer(
          try place.listen(loop), limits: limits, tls: handshakes.tls(tls), handler: connector)
        self.server = server
        tasks = [
          loop.spawn { await server.run() },
          loop.spawn { [router] in await router.tend() },
          loop.spawn { [queue] in await queue.run() },
        ]
        return .success(server.address)
      } catch {
        return .failure(error)
      }
    }
    return try await started.value.get()
  }

  /// Takes a new catalog in one step of the loop.
  func adopt(_ catalog: Catalog, _ sources: HTTPSources, tls: TLSServerContext?) async {
    await loop.spawn { [self] in
      router.adopt(catalog)
      queue.reviewBatches()
      connector.adopt(sources)
      server?.tls = handshakes.tls(tls)
    }.value
  }

  /// Takes a catalog of the same manifest, in which others are paused.
  func adopt(_ catalog: Catalog) async {
    await loop.spawn { [self] in
      router.adopt(catalog)
      queue.reviewBatches()
    }.value
  }

  func flushLedger() async { await loop.spawn { [router] in router.flushLedger() }.value }

  /// Gives sources back what they hold for something that is paused.
  func releasePaused() { loop.spawn { [router] in router.releasePaused() } }

  /// Takes in nothing more and ends what waits; returns when nothing is under way.
  func drain() async {
    await loop.spawn { [self] in
      server?.stop()
      queue.stop()
      await router.drain()
      for task in tasks[...0] + tasks[2...] { await task.value }
      tasks[1].cancel()
      router.close()
    }.value
  }

  /// Ends connections that won't end by themselves.
  func abort() { loop.spawn { [self] in server?.abort() } }

  func end() {
    loop.stop()
    loop.join()
  }
}
