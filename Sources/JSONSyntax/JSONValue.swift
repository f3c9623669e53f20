/// A JSON document as a value (RFC 8259). Objects keep the order of their members.
package enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number without fraction or exponent that 64 bits hold.
  case integer(Int64)
  /// Every other number; finite.
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])
}
