/// A header added to each request.
package struct HeaderSpec: Sendable, Hashable {
  package var name: String
  package var value: Secret
  package init(name: String, value: Secret) {
    self.name = name
    self.value = value
  }
}
