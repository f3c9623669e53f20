import JSONSyntax

extension JSONValue {
  /// The value with `***` at every path (inside it) that is not to be shown.
  ///
  /// Where the value has no such path, because it is written in another form than the manifest
  /// was, all of the nearest value around it is concealed.
  func concealing(_ paths: Set<String>) -> JSONValue {
    paths.isEmpty ? self : concealing(Array(paths), at: .root)
  }

  static let concealed = JSONValue.string("***")

  private func concealing(_ paths: [String], at path: FieldPath) -> JSONValue {
    guard !paths.isEmpty else { return self }
    switch self {
    case .array(let items):
      let places = items.indices.map { FieldPath.item(path, $0) }
      return JSONValue.concealing(paths, children: items, at: places).map { .array($0) }
        ?? .concealed
    case .object(let members):
      let places = members.map { FieldPath.key(path, $0.name) }
      let values = JSONValue.concealing(paths, children: members.map(\.value), at: places)
      guard let values else { return .concealed }
      return .object(zip(members, values).map { JSONMember($0.name, $1) })
    default: return .concealed
    }
  }

  /// The children, each with what concerns it concealed; nil where a path leads to none of them.
  private static func concealing(
    _ paths: [String], children: [JSONValue], at places: [FieldPath]
  ) -> [JSONValue]? {
    var covered = 0
    let values = zip(children, places).map { child, place in
      let name = place.description
      let inside = paths.filter {
        $0 == name || $0.hasPrefix("\(name).") || $0.hasPrefix("\(name)[")
      }
      covered += inside.count
      return inside.contains(name) ? .concealed : child.concealing(inside, at: place)
    }
    return covered == paths.count ? values : nil
  }
}
