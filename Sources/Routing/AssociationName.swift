/// The name of an association.
package struct AssociationName: Name {
  package let text: String
  package init(unchecked text: String) { self.text = text }
}
