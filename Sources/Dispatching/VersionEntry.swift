import Manifests
import Routing
import Synchronization

/// One version of a function, with what its invocations need.
final class VersionEntry: Sendable {
  let version: FunctionVersion
  /// `resize:2`.
  let name: String
  let spec: VersionSpec
  let gate: Gate
  /// The sync calls that wait at the gate.
  let line: Mutex<StandingLine>
  /// Which keys are in work on which worker, over all loops; empty for other targets.
  let bindings: WorkerBindings

  init(version: FunctionVersion, spec: VersionSpec, gate: Gate) {
    self.version = version
    name = version.description
    self.spec = spec
    self.gate = gate
    line = Mutex(StandingLine(maxWait: spec.maxWait, places: spec.concurrency))
    var addresses: [String] = []
    if case .workers(let target) = spec.target {
      addresses = target.addresses.map { address in
        address.socket.map { "unix:\($0):\(address.path)" }
          ?? "\(address.host):\(address.port)\(address.path)"
      }
    }
    bindings = WorkerBindings(addresses: addresses)
  }
}
