import EventLoops
import HTTPTransport
import Manifests
import Telemetry

/// Asks workers again and again whether they are well, from one loop for all.
// Safe because it is confined to its loop's thread.
package final class WorkerProber: @unchecked Sendable {
  private let loop: EventLoop
  private let services: RouterServices
  private var tasks: [Task<Void, Never>] = []

  /// Bytes of an answer that are read.
  private static let maxReplyBytes = 65_536

  package init(loop: EventLoop, services: RouterServices) {
    self.loop = loop
    self.services = services
  }

  /// Asks the workers of this catalog instead of those before, beginning now; call it on the loop.
  package func adopt(_ catalog: Catalog) {
    stop()
    // Each question comes on a connection of its own, so that it also tells whether one can be
    // made; nothing is kept, whatever the worker would like.
    var limits = UpstreamLimits()
    limits.idle = .zero
    for entry in catalog.versions {
      guard case .workers(let target) = entry.spec.target, let probe = target.probe else {
        continue
      }
      let watch = entry.watch(services.log)
      for (worker, address) in target.addresses.enumerated() {
        let pool = UpstreamPool(
          to: UpstreamPlace(address), loop: loop, tls: catalog.tls(of: address, target.tls),
          limits: limits, names: services.names)
        let head = WorkerProber.head(probe, address, target.headers)
        tasks.append(loop.spawn { await self.ask(worker, watch, pool, head, probe) })
      }
    }
  }

  /// Asks nobody any more; call it on the loop, twice is fine.
  package func stop() {
    for task in tasks { task.cancel() }
    tasks = []
  }

  /// Asks one worker until cancelled.
  private func ask(
    _ worker: Int, _ watch: WorkerWatch, _ pool: UpstreamPool, _ head: [UInt8], _ probe: ProbeSpec
  ) async {
    while !Task.isCancelled {
      let request = UpstreamRequest(
        head: head, body: [], isSafe: true, deadline: loop.now + probe.timeout,
        maxReplyBytes: WorkerProber.maxReplyBytes)
      let outcome = await WorkerProber.outcome(of: request, pool)
      if Task.isCancelled { return }
      watch.note(outcome, of: worker, now: loop.now)
      guard (try? await loop.sleep(for: probe.interval)) != nil else { return }
    }
  }

  /// 2xx and 3xx are well; everything else is not.
  private static func outcome(
    of request: UpstreamRequest, _ pool: UpstreamPool
  ) async -> WorkerOutcome {
    do throws(HTTPClientError) {
      return (200...399).contains(try await pool.send(request).status) ? .well : .failed
    } catch .unreachable, .insecure {
      return .unreachable
    } catch {
      return .failed
    }
  }

  private static func head(
    _ probe: ProbeSpec, _ address: HTTPAddress, _ headers: [HeaderSpec]
  ) -> [UInt8] {
    var text = "GET \(probe.path) HTTP/1.1\r\nHost: \(address.authority)\r\n"
    for header in headers { text += "\(header.name): \(header.value.revealed)\r\n" }
    return Array("\(text)Connection: close\r\n\r\n".utf8)
  }
}
