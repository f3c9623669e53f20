/// What an operator can pause.
package enum PauseTarget: Sendable, Hashable {
  case function(FunctionName)
  case source(SourceName)
  case association(AssociationName)

  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case function, source, association
  }

  /// Returns nil where `name` breaks the rule of names.
  package init?(_ kind: Kind, _ name: String) {
    switch kind {
    case .function:
      guard let name = FunctionName(operated: name) else { return nil }
      self = .function(name)
    case .source:
      guard let name = SourceName(name) else { return nil }
      self = .source(name)
    case .association:
      guard let name = AssociationName(operated: name) else { return nil }
      self = .association(name)
    }
  }

  package var kind: Kind {
    switch self {
    case .function: .function
    case .source: .source
    case .association: .association
    }
  }

  package var name: String {
    switch self {
    case .function(let name): name.text
    case .source(let name): name.text
    case .association(let name): name.text
    }
  }
}
