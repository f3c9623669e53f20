import Manifests
import Routing
import Synchronization
import Telemetry

/// One version of a function, with what its invocations need.
final class VersionEntry: Sendable {
  let version: FunctionVersion
  /// `resize:2`.
  let name: String
  let spec: VersionSpec
  let gate: Gate
  /// The sync calls that wait at the gate.
  let line: Mutex<StandingLine>
  /// How many queued deliveries there are at once; nil where that does not adapt.
  let adaptiveGate: AdaptiveGate?
  /// What decides whether queued deliveries may go; nil where nothing does.
  let regulator: Regulator?
  /// Which keys are in work on which worker, over all loops; empty for other targets.
  let bindings: WorkerBindings
  /// What each worker is called where people see it.
  let workerNames: [String]

  init(version: FunctionVersion, spec: VersionSpec, registry: VersionRegistry) {
    self.version = version
    name = version.description
    self.spec = spec
    gate = registry.gate(for: version, limit: spec.concurrency)
    line = Mutex(StandingLine(maxWait: spec.maxWait, places: spec.concurrency))
    adaptiveGate = registry.adaptiveGate(for: version, spec.adaptiveConcurrency)
    regulator = registry.regulator(for: version, spec)
    var addresses: [HTTPAddress] = []
    var policy = EjectionPolicy(spec: EjectionSpec(), isProbed: false)
    if case .workers(let target) = spec.target {
      addresses = target.addresses
      policy = EjectionPolicy(spec: target.ejection, isProbed: target.probe != nil)
    }
    bindings = registry.bindings(
      for: version, addresses: addresses.map(\.shardingText), policy: policy)
    workerNames = addresses.enumerated().map { number, address in
      spec.hidesTarget ? "#\(number + 1)" : address.text
    }
  }

  func watch(_ log: Logger) -> WorkerWatch {
    WorkerWatch(function: name, names: workerNames, bindings: bindings, log: log)
  }
}

extension HTTPAddress {
  /// What decides a worker's share, on every router alike.
  fileprivate var shardingText: String {
    socket.map { "unix:\($0):\(path)" } ?? "\(host):\(port)\(path)"
  }
}
