/// A choice and its share: its weight over the sum of all weights beside it.
package struct Weighted<Choice: Sendable & Hashable>: Sendable, Hashable {
  package var choice: Choice
  /// Positive and finite.
  package var weight: Double

  package init(_ choice: Choice, weight: Double = 1) {
    self.choice = choice
    self.weight = weight
  }
}
