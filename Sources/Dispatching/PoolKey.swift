import HTTPTransport
import Manifests
import TLS

/// Where a pool of connections leads to, how, and how many.
struct PoolKey: Hashable {
  let place: UpstreamPlace
  /// The context, which the pool keeps, so that no other takes its place in memory.
  let context: ObjectIdentifier?
  let serverName: String?
  let limits: UpstreamLimits

  init(_ address: HTTPAddress, _ tls: UpstreamTLS?, _ connections: ConnectionsSpec) {
    place = UpstreamPlace(address)
    context = tls.map { ObjectIdentifier($0.context) }
    serverName = tls?.serverName
    limits = UpstreamLimits(connections)
  }

  static func keys(of target: TargetSpec, in catalog: Catalog) -> [PoolKey] {
    switch target {
    case .http(let target):
      [PoolKey(target.address, catalog.tls(of: target.address, target.tls), target.connections)]
    case .workers(let target):
      target.addresses.map {
        PoolKey($0, catalog.tls(of: $0, target.tls), target.connections)
      }
    case .exec, .callback: []
    }
  }
}

extension UpstreamPlace {
  init(_ address: HTTPAddress) {
    self = address.socket.map { .file($0) } ?? .host(address.host, port: address.port)
  }
}

extension UpstreamLimits {
  fileprivate init(_ spec: ConnectionsSpec) {
    self.init()
    if let max = spec.max { connections = max }
    if let timeout = spec.timeout { connect = timeout }
    if let idle = spec.idle { self.idle = idle }
    if let age = spec.maxAge { self.age = age }
  }
}
