import Routing

extension Catalog {
  /// Invocations of a function that are under way, over all loops and versions.
  package func inFlight(of function: FunctionName) -> Int {
    versions.filter { $0.version.function == function }.reduce(0) { $0 + $1.gate.count }
  }

  /// The versions of a function as they run, over all loops.
  package func states(of function: FunctionName) -> [VersionState] {
    versions.filter { $0.version.function == function }.map { entry in
      VersionState(
        version: entry.version, inFlight: entry.gate.count, isBroken: entry.regulator?.isBroken)
    }
  }
}
