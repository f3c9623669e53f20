/// What a dead letter is called: by the store, and by people.
package struct DeadLetterKey: Sendable, Hashable {
  package var position: Int64
  package var id: String

  package init(position: Int64, id: String) {
    self.position = position
    self.id = id
  }
}
