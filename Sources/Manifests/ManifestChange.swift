/// What becomes of something that is declared where one manifest takes another one's place.
package struct ManifestChange: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case function, source, association
    /// A key beside these sections, such as `ledger`.
    case setting
  }

  package enum Action: String, Sendable, Hashable, CaseIterable {
    case created, changed, unchanged, removed
  }

  package var kind: Kind
  package var name: String
  package var action: Action

  package init(_ kind: Kind, _ name: String, _ action: Action) {
    self.kind = kind
    self.name = name
    self.action = action
  }
}
