import Admissions
import EventLoops
import HTTPTransport
import Manifests
import TLS
import Telemetry

/// Fetches the keys of one issuer, off the way of every request, again and again.
// Safe because it is confined to its loop's thread.
final class KeySetFetcher: @unchecked Sendable {
  private let ring: KeyRing
  private let address: HTTPAddress
  private let loop: EventLoop
  private let log: Logger
  private let wanted = Signal()
  private let names = NameResolver()

  /// How long keys are good while nobody misses one.
  private static let refreshTime: Duration = .seconds(600)
  /// The least time between two fetches, however many unknown keys are asked for.
  private static let pause: Duration = .seconds(5)
  /// The longest wait after failures, which doubles from a second on.
  private static let longestRetry: Duration = .seconds(60)
  private static let timeout: Duration = .seconds(10)
  private static let maxBytes = 262_144

  init(_ ring: KeyRing, at address: HTTPAddress, loop: EventLoop, log: Logger) {
    self.ring = ring
    self.address = address
    self.loop = loop
    self.log = log
    ring.onUnknownKey { [wanted] in wanted.raise() }
  }

  /// Runs until cancelled; keys that are known stay while the issuer can't be reached.
  func run() async {
    var retry: Duration = .seconds(1)
    while !Task.isCancelled {
      if let problem = await fetch() {
        log.warning(
          "could not fetch keys", LogField("address", address.text), LogField("reason", problem))
        guard (try? await loop.sleep(for: retry)) != nil else { return }
        retry = min(retry * 2, KeySetFetcher.longestRetry)
      } else {
        retry = .seconds(1)
        guard (try? await loop.sleep(for: KeySetFetcher.pause)) != nil else { return }
        await waitUntilWanted()
      }
    }
  }

  /// Returns when somebody misses a key, or when the keys have grown old.
  private func waitUntilWanted() async {
    let sleeper = Sleeper()
    wanted.arm(sleeper)
    loop.wake(sleeper, at: loop.now + KeySetFetcher.refreshTime)
    await withTaskCancellationHandler {
      await sleeper.wait()
    } onCancel: {
      sleeper.fire()
    }
    wanted.disarm(sleeper)
  }

  /// - Returns: what went wrong; nil where the ring has the keys.
  private func fetch() async -> String? {
    var tls: UpstreamTLS?
    if address.isTLS {
      // The authorities of the system, which may be many, are read anew each time.
      guard let context = await offLoop({ try? TLSClientContext(TLSClientSettings()) }) else {
        return "TLS can't be spoken"
      }
      tls = UpstreamTLS(context, serverName: address.host)
    }
    let pool = UpstreamPool(
      to: .host(address.host, port: address.port), loop: loop, tls: tls, names: names)
    defer { pool.close() }
    let head = "GET \(address.path) HTTP/1.1\r\nHost: \(address.authority)\r\n"
    let request = UpstreamRequest(
      head: Array("\(head)Accept: application/json\r\nConnection: close\r\n\r\n".utf8), body: [],
      isSafe: true, deadline: loop.now + KeySetFetcher.timeout,
      maxReplyBytes: KeySetFetcher.maxBytes)
    do throws(HTTPClientError) {
      let reply = try await pool.send(request)
      guard reply.status == 200 else { return "status \(reply.status)" }
      return take(reply.body)
    } catch {
      return error.description
    }
  }

  private func take(_ body: [UInt8]) -> String? {
    do throws(KeySetError) {
      let keys = try KeySet(body.span).published
      if keys.isEmpty { return "the reply holds \(KeySetError.noUsableKey)" }
      ring.replace(keys)
      return nil
    } catch {
      return "the reply holds \(error)"
    }
  }
}
