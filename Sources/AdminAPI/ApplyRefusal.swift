import Manifests

/// Why a manifest that was sent is not the router's now.
package enum ApplyRefusal: Error, Sendable, Hashable {
  /// Something is wrong with it, as it would stand in that file; at least one problem.
  case invalid([ManifestProblem], file: String)
  /// It can't be put in the place of the router's own; with a hint.
  case conflict(reason: String)
  /// The router is starting or stopping.
  case unready
}
