/// An attribute's name and the text that its value is compared with.
package struct AttributeCondition: Sendable, Hashable {
  package var attribute: String
  package var text: String

  package init(attribute: String, text: String) {
    self.attribute = attribute
    self.text = text
  }
}
