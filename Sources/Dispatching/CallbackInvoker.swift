import CloudEvents
import Deliveries
import HTTPTransport
import Instants
import Manifests

/// Posts the ends of calls to the URLs that the callers gave, in the words of OpenFaaS.
///
/// Connections to a host are kept as long as something is under way to it: callers may name any.
// Safe because it is confined to its loop's thread.
final class CallbackInvoker: @unchecked Sendable {
  private struct Host {
    let pool: UpstreamPool
    var underWay = 0
    /// How many may be: more with each answer, few as soon as none comes.
    var room = CallbackInvoker.rooms.lowerBound
  }

  private let spec: VersionSpec
  private let catalog: Catalog
  private let makePool: (PoolKey, UpstreamTLS?) -> UpstreamPool
  private var hosts: [PoolKey: Host] = [:]

  /// Results on their way to one host from one loop, so that those that hang do not hold others.
  private static let rooms = 4...64
  /// How long a result is put off for which its host has no room.
  static let pauseOfHost: Duration = .seconds(1)

  init(
    _ spec: VersionSpec, in catalog: Catalog,
    makePool: @escaping (PoolKey, UpstreamTLS?) -> UpstreamPool
  ) {
    self.spec = spec
    self.catalog = catalog
    self.makePool = makePool
  }

  /// Whether another result may go to an event's host.
  func hasRoom(for event: StoredEvent) -> Bool {
    guard let (_, key, _) = place(of: event), let host = hosts[key] else { return true }
    return host.underWay < host.room
  }

  func invoke(_ invocation: Invocation) async -> InvocationResult {
    guard case .stored(let stored) = invocation.content, let (address, key, tls) = place(of: stored)
    else { return .failed(reason: "there is no URL to post it to") }
    guard catalog.manifest.callbacks.allows(address) else {
      return .failed(reason: "the manifest's `callbacks` does not allow its URL any more")
    }
    let event: CloudEvent
    do throws(CloudEventError) {
      event = try stored.event()
    } catch {
      return .failed(reason: error.description)
    }
    let pool = enter(key, tls)
    let invoker = HTTPInvoker(
      address, format: .binary, headers: headers(of: event), maxReplyBytes: spec.maxReplyBytes,
      pause: spec.timeout, pool: pool)
    let result = await invoker.invoke(invocation)
    leave(key, result)
    return result
  }

  private func place(of event: StoredEvent) -> (HTTPAddress, PoolKey, UpstreamTLS?)? {
    guard let address = event.callback.flatMap({ HTTPAddress(callback: $0) }) else { return nil }
    let tls = catalog.tls(of: address, TargetTLSSpec())
    return (address, PoolKey(address, tls, ConnectionsSpec()), tls)
  }

  private func enter(_ key: PoolKey, _ tls: UpstreamTLS?) -> UpstreamPool {
    var host = hosts[key] ?? Host(pool: makePool(key, tls))
    host.underWay += 1
    hosts[key] = host
    return host.pool
  }

  private func leave(_ key: PoolKey, _ result: InvocationResult) {
    guard var host = hosts[key] else { return }
    host.underWay -= 1
    let rooms = CallbackInvoker.rooms
    if case .reply = result {
      host.room = min(host.room + 1, rooms.upperBound)
    } else {
      host.room = rooms.lowerBound
    }
    hosts[key] = host.underWay > 0 ? host : nil
    if host.underWay == 0 { host.pool.close() }
  }

  /// What OpenFaaS says of a call, by the event that tells of its end.
  private func headers(of event: CloudEvent) -> [HeaderSpec] {
    let function = event.attribute("function") ?? ""
    let noStatus = event.attribute("outcome") == DeliveryOutcome.expired.rawValue ? "504" : "502"
    var headers = [
      ("X-Call-Id", event.id), ("X-Function-Name", String(function.prefix { $0 != ":" })),
      ("X-Patchbay-Function", function),
      ("X-Function-Status", event.attribute("status") ?? noStatus),
      ("X-Duration-Seconds", event.attribute("duration") ?? "0"),
    ]
    if let time = event.attribute("acceptedat").flatMap({ WallTime(rfc3339: $0) }) {
      headers.append(("X-Start-Time", String(time.nanosecondsSinceEpoch)))
    }
    return headers.map { HeaderSpec(name: $0.0, value: Secret($0.1)) }
  }
}
