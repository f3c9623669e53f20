import JSONSyntax

extension FieldReader {
  /// Reads any value as JSON, by the core schema of YAML 1.2; placeholders are filled in.
  func json() -> JSONValue? {
    switch node.content {
    case .refused: return nil
    case .sequence(let items):
      var values: [JSONValue] = []
      for (index, item) in items.enumerated() {
        let field = FieldReader(node: item, path: .item(path, index), file: file)
        if let value = field.json() { values.append(value) }
      }
      return .array(values)
    case .mapping(let entries):
      var members: [JSONMember] = []
      for entry in entries {
        let field = FieldReader(node: entry.value, path: .key(path, entry.key.text), file: file)
        if let value = field.json() { members.append(JSONMember(entry.key.text, value)) }
      }
      return .object(members)
    case .scalar(let text, let isPlain):
      switch CoreScalar(text, isPlain: isPlain) {
      case .null: return .null
      case .bool(let value): return .bool(value)
      case .integer(let value): return .integer(value)
      case .number(let value): return .double(value)
      case .notFinite:
        refuse("found \(text.shown), which JSON cannot express", allowed: "a finite number")
        return nil
      case .string: return scalar(allowed: "a string").map { .string($0.text) }
      }
    }
  }
}
