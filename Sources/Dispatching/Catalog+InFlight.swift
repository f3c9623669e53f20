import Routing

extension Catalog {
  /// Invocations of a function that are under way, over all loops and versions.
  package func inFlight(of function: FunctionName) -> Int {
    versions.filter { $0.version.function == function }.reduce(0) { $0 + $1.gate.count }
  }
}
