import Manifests
import Routing
import Synchronization

/// What outlives a reload of the versions that stay: limits hold across it, workers that are left
/// out stay so, and queues that are held.
package final class VersionRegistry: Sendable {
  private let gates = Mutex<[FunctionVersion: Gate]>([:])
  private let adaptiveGates = Mutex<[FunctionVersion: AdaptiveGate]>([:])
  private let regulators = Mutex<[FunctionVersion: Regulator]>([:])
  private let paces = Mutex<[AssociationName: AssociationPace]>([:])
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

  /// nil where the limit is fixed.
  func adaptiveGate(for version: FunctionVersion, _ range: ClosedRange<Int>?) -> AdaptiveGate? {
    adaptiveGates.withLock { gates in
      if let same = gates[version], same.range == range { return same }
      gates[version] = range.map { AdaptiveGate($0) }
      return gates[version]
    }
  }

  /// nil where nothing is to be regulated.
  func regulator(for version: FunctionVersion, _ spec: VersionSpec) -> Regulator? {
    regulators.withLock { regulators in
      if let same = regulators[version], same.isSame(as: spec) { return same }
      regulators[version] = Regulator(spec)
      return regulators[version]
    }
  }

  /// nil where the association has no rate.
  func pace(of association: AssociationName, _ spec: PaceSpec?) -> AssociationPace? {
    paces.withLock { paces in
      if let same = paces[association], same.spec == spec { return same }
      paces[association] = spec.map { AssociationPace($0) }
      return paces[association]
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
