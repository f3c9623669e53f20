/// What a filter says of an event, and why, in words.
package enum FilterVerdict: Sendable, Hashable {
  /// For example `type is "a" and subject begins with "sensors/"`.
  case matches(reason: String)
  /// For example `refused by exact type: wanted "a", saw "b"`.
  case refuses(reason: String)

  package var matches: Bool {
    if case .matches = self { true } else { false }
  }

  package var reason: String {
    switch self {
    case .matches(let reason), .refuses(let reason): reason
    }
  }

  /// The reason for a filter that holds a secret.
  var reasonWithoutQuotes: String {
    switch self {
    case .matches: "the filter matches; it holds a secret and is not shown"
    case .refuses: "refused by the filter; it holds a secret and is not shown"
    }
  }
}
