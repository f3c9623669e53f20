/// What becomes of the traces that events belong to.
package enum TracingMode: String, Sendable, Hashable, CaseIterable {
  /// They are passed on to functions, one step further.
  case propagate
  /// The same, and where none came one begins.
  case start
  /// Patchbay neither reads nor writes them.
  case off
}
