extension JSONValue {
  /// The value of an object's member; nil where there is none, or this is not an object.
  package subscript(name: String) -> JSONValue? {
    object?.first { $0.name.hasSameCodePoints(as: name) }?.value
  }

  package var isNull: Bool { self == .null }

  /// Nil where this is not a boolean.
  package var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// Nil where this is not a whole number that 64 bits hold.
  package var integer: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// Either kind of number, integers beyond 2^53 rounded; nil where this is not a number.
  package var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  /// Nil where this is not a string.
  package var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// Nil where this is not an array.
  package var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members in their order; nil where this is not an object.
  package var object: [JSONMember]? {
    if case .object(let members) = self { members } else { nil }
  }
}
