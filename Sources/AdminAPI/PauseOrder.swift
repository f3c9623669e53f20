import Routing

/// `{functions|sources|associations}/{name}:pause` or `:resume`, taken apart.
struct PauseOrder: Sendable, Hashable {
  var kind: PauseTarget.Kind
  var name: String
  var pauses: Bool

  /// Returns nil for anything else.
  init?(_ list: String, _ last: String) {
    guard let kind = PauseTarget.Kind.allCases.first(where: { "\($0.rawValue)s" == list }) else {
      return nil
    }
    self.kind = kind
    if last.hasSuffix(":pause") {
      pauses = true
    } else if last.hasSuffix(":resume") {
      pauses = false
    } else {
      return nil
    }
    name = String(last.dropLast(pauses ? ":pause".count : ":resume".count))
  }
}
