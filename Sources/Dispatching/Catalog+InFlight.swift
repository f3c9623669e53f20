import Routing

extension Catalog {
  /// Invocations of a function that are under way, over all loops and versions.
  package func inFlight(of function: FunctionName) -> Int {
    versions(of: function).reduce(0) { $0 + $1.gate.count }
  }

  /// The versions of a function as they run, over all loops.
  package func states(of function: FunctionName) -> [VersionState] {
    versions(of: function).map { entry in
      VersionState(
        version: entry.version, inFlight: entry.gate.count, isBroken: entry.regulator?.isBroken)
    }
  }
}
