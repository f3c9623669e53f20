/// The name of a source.
package struct SourceName: Name {
  package let text: String
  package init(unchecked text: String) { self.text = text }
}
