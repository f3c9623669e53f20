import JSONSyntax

extension DataPattern {
  /// Which field of a payload is not as this pattern wants it; nil where all are.
  ///
  /// - Parameter quotesData: whether it says what stands there instead.
  func refusal(of json: JSONValue, quotesData: Bool = true) -> String? {
    DataPattern.refusal(by: fields, of: json, at: "", quotesData)
  }

  private static func refusal(
    by fields: [Field], of value: JSONValue?, at path: String, _ quotesData: Bool
  ) -> String? {
    guard !holds(.fields(fields), for: value) else { return nil }
    if case .array(let elements)? = value, !elements.isEmpty {
      return "\(path.isEmpty ? "the data" : path): none of its \(elements.count) elements fits"
    }
    var members: [JSONMember] = []
    if case .object(let own)? = value { members = own }
    for field in fields {
      let member = members.first { $0.name.hasSameBytes(as: field.name) }?.value
      guard !holds(field.condition, for: member) else { continue }
      let fieldPath = path.isEmpty ? field.name : path + "." + field.name
      switch field.condition {
      case .fields(let inner): return refusal(by: inner, of: member, at: fieldPath, quotesData)
      case .anyOf(let operators):
        let wanted = operators.map(\.description).joined(separator: " or ")
        let seen = member.map { quotesData ? "saw " + sketch($0) : "saw another value" }
        return "\(fieldPath): wanted \(wanted), \(seen ?? "it is absent")"
      }
    }
    return nil
  }

  /// A scalar as JSON writes it; an array or object only by its size.
  fileprivate static func sketch(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let value): String(value)
    case .integer(let number): String(number)
    case .double(let number): String(number)
    case .string(let text): quoted(text)
    case .array(let elements) where elements.count == 1: "[" + sketch(elements[0]) + "]"
    case .array(let elements): "an array of \(elements.count) elements"
    case .object(let members): "an object of \(members.count) members"
    }
  }
}

extension DataPattern.Operator: CustomStringConvertible {
  /// For example `prefix "eu-"` or `numeric > 0.0 and <= 5.0`.
  package var description: String {
    switch self {
    case .equals(let value): DataPattern.sketch(value)
    case .prefix(let text): "prefix " + quoted(text)
    case .suffix(let text): "suffix " + quoted(text)
    case .anythingBut(let operators):
      "anything but " + operators.map(\.description).joined(separator: " or ")
    case .numeric(let comparisons):
      "numeric "
        + comparisons.map { "\($0.relation.rawValue) \($0.number)" }.joined(separator: " and ")
    case .exists(let wanted): wanted ? "any value" : "no such field"
    case .cidr(let block): "an address of " + block.description
    }
  }
}
