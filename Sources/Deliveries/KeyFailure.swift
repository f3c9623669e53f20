/// What comes of those behind a delivery that died, where they go one after the other.
package enum KeyFailure: String, Sendable, Hashable, CaseIterable {
  /// The next one goes.
  case skip
  /// They wait until the dead letter is redriven, before them, or purged.
  case hold
}
