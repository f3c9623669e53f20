import EventLoops
import Manifests
import RdKafka
import Storage

/// Why a router can't start.
package enum ServiceError: Error, CustomStringConvertible {
  case manifest(ManifestRefusal)
  case store(StoreError)
  case system(EventLoopError)
  case address(option: String, value: String)
  case openAdmin(address: String)
  case source(name: String, reason: String)
  case tls(reason: String)

  package var description: String {
    switch self {
    case .manifest(let refusal): refusal.problems.map(\.description).joined(separator: "\n")
    case .store(let error): error.description
    case .system(let error): error.description
    case .address(let option, let value):
      "--\(option) \(value) is not HOST:PORT with a numeric host, like 127.0.0.1:8080 or [::1]:8080, "
        + "nor unix:PATH with a path of at most \(SocketAddress.longestPath) bytes"
    case .openAdmin(let address):
      "--admin \(address) can be reached from other machines: set PATCHBAY_ADMIN_TOKEN to what "
        + "clients must send as a bearer token, declare `admin: { tokens: … }`, or listen on "
        + "127.0.0.1"
    case .tls(let reason): "TLS of \(reason)"
    case .source(let name, let reason): "sources.\(name): \(reason)"
    }
  }
}
