/// What an operator wants redriven, and how.
package struct RedriveOrder: Sendable, Hashable {
  package var query: DeadLetterQuery
  /// Whether letters that were redriven before are redriven once more.
  package var isRepeated = false
  /// The time between the due times of one delivery and the next; zero: all are due at once.
  package var spacing: Duration = .zero
  /// Whether it is only told what would happen.
  package var isRehearsal = false

  package init(_ query: DeadLetterQuery) { self.query = query }
}
