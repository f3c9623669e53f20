/// The name of an alias; unlike other names it has a non-digit in it, and it is not `latest`.
package struct AliasName: Name {
  package let text: String
  package init(unchecked text: String) { self.text = text }
}
