import JSONSyntax

extension CallbacksSpec {
  /// nil where the manifest leaves it out.
  var json: JSONValue? {
    switch self {
    case .local: nil
    case .any: "any"
    case .off: "off"
    case .only(let prefixes): .strings(prefixes.map(\.description))
    }
  }
}
