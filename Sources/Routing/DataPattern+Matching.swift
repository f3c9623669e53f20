import JSONSyntax

extension DataPattern {
  /// Whether a payload looks like this.
  ///
  /// Semantics: Amazon EventBridge, "Comparison operators for use in event patterns".
  package func matches(_ json: JSONValue) -> Bool {
    DataPattern.holds(.fields(fields), for: json)
  }

  /// Whether a value, or the lack of one (nil), satisfies a condition.
  ///
  /// What is asked of a field inside something that is no object, the same as inside an object
  /// without it, can only be satisfied by `exists: false`.
  static func holds(_ condition: Condition, for value: JSONValue?) -> Bool {
    switch condition {
    case .anyOf(let operators):
      return operators.contains { $0.holds(for: value) }
    case .fields(let fields):
      if case .array(let elements)? = value, !elements.isEmpty {
        return elements.contains { holds(condition, for: $0) }
      }
      return fields.allSatisfy { holds($0.condition, for: value?.member($0.name)) }
    }
  }
}

extension DataPattern.Operator {
  /// - Parameter value: nil where the field is absent.
  func holds(for value: JSONValue?) -> Bool {
    if case .exists(let wanted) = self { return (value != nil) == wanted }
    guard let value else { return false }
    if let answer = holds(forWhole: value) { return answer }
    switch value {
    case .object: return false
    case .array(let elements): return elements.contains { holds(for: $0) }
    default: return holds(forScalar: value)
    }
  }

  /// Compares with lists and objects as a whole; nil where there is no such comparison, or where
  /// it leaves the answer to the elements.
  private func holds(forWhole value: JSONValue) -> Bool? {
    switch self {
    case .equals(let wanted) where wanted.isStructured:
      return value.isSame(as: wanted) ? true : nil
    case .anythingBut(let operators):
      let wholes = operators.compactMap(\.wantedWhole)
      if wholes.contains(where: value.isSame) { return false }
      switch value {
      case .object, .array([]): return wholes.isEmpty ? nil : true
      default: return nil
      }
    default: return nil
    }
  }

  private var wantedWhole: JSONValue? {
    if case .equals(let wanted) = self, wanted.isStructured { wanted } else { nil }
  }

  private func holds(forScalar value: JSONValue) -> Bool {
    switch self {
    case .equals(let wanted): return value.isSame(as: wanted)
    case .prefix(let text): return value.stringText?.beginsWithBytes(of: text) ?? false
    case .suffix(let text): return value.stringText?.endsWithBytes(of: text) ?? false
    case .anythingBut(let operators): return !operators.contains { $0.holds(forScalar: value) }
    case .numeric(let comparisons):
      guard let number = value.numericValue else { return false }
      return comparisons.allSatisfy { $0.holds(for: number) }
    case .exists: preconditionFailure("exists is not asked of a scalar")
    case .cidr(let block): return value.stringText.map(block.contains) ?? false
    }
  }
}

extension DataPattern.NumericComparison {
  func holds(for value: Double) -> Bool {
    switch relation {
    case .equal: value == number
    case .less: value < number
    case .lessOrEqual: value <= number
    case .greater: value > number
    case .greaterOrEqual: value >= number
    }
  }
}

extension JSONValue {
  fileprivate func member(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name.hasSameBytes(as: name) }?.value
  }

  fileprivate var memberCount: Int {
    if case .object(let members) = self { members.count } else { 0 }
  }

  fileprivate var stringText: String? {
    if case .string(let text) = self { text } else { nil }
  }

  fileprivate var numericValue: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }

  fileprivate var isStructured: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }

  /// Numbers are the same by value (1 and 1.0), lists in their order, objects in any.
  fileprivate func isSame(as other: JSONValue) -> Bool {
    switch (self, other) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.double(let left), .double(let right)): left == right
    case (.integer(let left), .double(let right)), (.double(let right), .integer(let left)):
      Int64(exactly: right) == left
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
    case (.object(let left), .object):
      left.count == other.memberCount
        && left.allSatisfy { own in other.member(own.name)?.isSame(as: own.value) ?? false }
    default: false
    }
  }
}
