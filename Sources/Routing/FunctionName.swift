/// The name of a function, for all its versions.
package struct FunctionName: Name {
  package let text: String
  package init(unchecked text: String) { self.text = text }
}
