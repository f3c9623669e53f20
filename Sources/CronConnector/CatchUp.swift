/// What becomes of occurrences that a stopped router, a suspended machine or a clock that was set
/// forward jumped over.
package enum CatchUp: Sendable, Hashable {
  /// They are let go.
  case none
  /// The latest of them runs.
  case latest
  /// At most this many of the latest run, oldest first; 1 to 1,000.
  case all(limit: Int)
}
