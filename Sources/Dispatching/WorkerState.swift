import Routing

/// Whether a worker gets events now.
package struct WorkerState: Sendable, Hashable {
  package var version: FunctionVersion
  /// Its address; where that is a secret, its place in the list: `#1`.
  package var worker: String
  package var isUp: Bool
}
