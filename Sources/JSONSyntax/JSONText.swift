/// Where a string stands in a JSON text.
package struct JSONText: Sendable, Hashable {
  /// The bytes between the quotes.
  package var range: Range<Int>
  /// Whether a backslash stands among them; if not, the bytes are the string itself.
  package var hasEscapes: Bool

  package init(range: Range<Int>, hasEscapes: Bool) {
    self.range = range
    self.hasEscapes = hasEscapes
  }
}
