import Admissions
import EventLoops
import Manifests
import Synchronization
import Telemetry

/// The fetchers that run now, one an issuer's address.
final class KeySetFetchers: Sendable {
  private let loop: EventLoop
  private let log: Logger
  private let running = Mutex<[HTTPAddress: Task<Void, Never>]>([:])

  /// - Parameter loop: whose thread does the fetching.
  init(loop: EventLoop, log: Logger) {
    self.loop = loop
    self.log = log
  }

  /// Starts what is new and ends what is needed no more; the loop's thread must run.
  ///
  /// - Parameter mask: hides addresses that are secrets.
  func apply(_ rings: [KeyRing], mask: Mask) {
    let log = log.masking(mask)
    running.withLock { running in
      let wanted = Set(rings.compactMap(\.address))
      for (address, task) in running where !wanted.contains(address) {
        task.cancel()
        running[address] = nil
      }
      for ring in rings {
        guard let address = ring.address, running[address] == nil else { continue }
        let fetcher = KeySetFetcher(ring, at: address, loop: loop, log: log)
        running[address] = loop.spawn { await fetcher.run() }
      }
    }
  }

  /// Ends all of them.
  func stop() { apply([], mask: Mask()) }
}
