/// What a delivery shares with others that are not to be stored beside it, for a while.
package struct OnceKey: Sendable, Hashable {
  /// Compared within the delivery's association.
  package var text: String
  /// How long after it was stored.
  package var window: Duration

  package init(text: String, window: Duration) {
    self.text = text
    self.window = window
  }
}
