/// An attribute beyond the specification's own.
package struct ExtensionAttribute: Sendable, Hashable {
  /// Only `a-z0-9`, never empty.
  package var name: String
  package var value: AttributeValue

  package init(name: String, value: AttributeValue) {
    self.name = name
    self.value = value
  }
}
