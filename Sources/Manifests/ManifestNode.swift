/// A value of a manifest's file with its place: the tree that YAML and JSON are both read into.
package struct ManifestNode: Sendable, Hashable {
  package var content: Content
  package var position: ManifestPosition

  package enum Content: Sendable, Hashable {
    /// A text as written; only a plain (unquoted) one may mean a number, a boolean or null.
    case scalar(String, isPlain: Bool)
    case sequence([ManifestNode])
    /// In the order of the file; each key once.
    case mapping([Entry])
    /// What stood here was refused, and the problem is reported already.
    case refused
  }

  package struct Entry: Sendable, Hashable {
    package var key: Key
    package var value: ManifestNode
    package init(key: Key, value: ManifestNode) {
      self.key = key
      self.value = value
    }
  }

  package struct Key: Sendable, Hashable {
    package var text: String
    package var isPlain: Bool
    package var position: ManifestPosition
    package init(text: String, isPlain: Bool, position: ManifestPosition) {
      self.text = text
      self.isPlain = isPlain
      self.position = position
    }
  }

  package init(_ content: Content, at position: ManifestPosition) {
    self.content = content
    self.position = position
  }
}
