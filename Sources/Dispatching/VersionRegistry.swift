import Routing
import Synchronization

/// What outlives a reload of the versions that stay: limits hold across it, and workers that are
/// left out stay so.
package final class VersionRegistry: Sendable {
  private let gates = Mutex<[FunctionVersion: Gate]>([:])
  private let bindings = Mutex<[FunctionVersion: WorkerBindings]>([:])

  package init() {}

  func gate(for version: FunctionVersion, limit: Int) -> Gate {
    gates.withLock { gates in
      if let gate = gates[version] {
        gate.setLimit(limit)
        return gate
      }
      let gate = Gate(limit: limit)
      gates[version] = gate
      return gate
    }
  }

  func bindings(
    for version: FunctionVersion, addresses: [String], policy: EjectionPolicy
  ) -> WorkerBindings {
    bindings.withLock { bindings in
      if let same = bindings[version], same.isSame(as: addresses, policy) { return same }
      let new = WorkerBindings(addresses: addresses, policy: policy)
      bindings[version] = new
      return new
    }
  }
}
