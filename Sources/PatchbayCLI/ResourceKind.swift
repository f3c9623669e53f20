/// What `patchbay get` lists; the raw value is the name in the admin API too.
enum ResourceKind: String, Sendable, CaseIterable {
  case functions, sources, associations, queues
  case deadLetters = "dead-letters"

  /// The member that tells one item from another.
  var identifier: String { self == .deadLetters ? "id" : "name" }
}
