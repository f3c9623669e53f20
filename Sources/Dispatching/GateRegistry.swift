import Routing
import Synchronization

/// The gates of all versions: a reload keeps those it finds, so that limits hold across it.
package final class GateRegistry: Sendable {
  private let gates = Mutex<[FunctionVersion: Gate]>([:])

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
}
