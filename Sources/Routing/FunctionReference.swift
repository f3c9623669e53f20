/// What a user writes to say which function is meant: `resize`, `resize:2` or `resize:live`.
package struct FunctionReference: Sendable, Hashable, CustomStringConvertible {
  package enum Qualifier: Sendable, Hashable {
    case latest
    case version(Int)
    case alias(AliasName)
  }

  package var function: FunctionName
  package var qualifier: Qualifier

  package init(function: FunctionName, qualifier: Qualifier) {
    self.function = function
    self.qualifier = qualifier
  }

  /// Reads `NAME`, `NAME:latest`, `NAME:NUMBER` or `NAME:ALIAS`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let function = FunctionName(String(parts[0])) else { return nil }
    self.function = function
    guard parts.count == 2 else {
      qualifier = .latest
      return
    }
    let qualifierText = String(parts[1])
    if qualifierText == "latest" {
      qualifier = .latest
    } else if qualifierText.utf8.allSatisfy({ (48...57).contains($0) }) {
      guard let number = Int(qualifierText), number >= 1 else { return nil }
      qualifier = .version(number)
    } else {
      guard let alias = AliasName(qualifierText) else { return nil }
      qualifier = .alias(alias)
    }
  }

  package var description: String {
    switch qualifier {
    case .latest: function.text
    case .version(let number): "\(function):\(number)"
    case .alias(let alias): "\(function):\(alias)"
    }
  }
}
