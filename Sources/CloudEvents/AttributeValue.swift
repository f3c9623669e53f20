/// A value of CloudEvents' type system, as far as the JSON format can tell the types apart.
///
/// Binary, URI, URI-reference and timestamp travel as strings and are kept as such.
/// Source: CloudEvents 1.0.2, section "Type System"; JSON format 1.0.2, section 2.2.
package enum AttributeValue: Sendable, Hashable {
  case boolean(Bool)
  case integer(Int32)
  case string(String)

  /// A text made fit: with U+FFFD for every character that CloudEvents forbids.
  package static func text(_ text: String) -> AttributeValue {
    .string(TextSyntax.replacingForbidden(text))
  }

  /// The canonical string form, which is also what HTTP, MQTT and Kafka headers carry.
  package var text: String {
    switch self {
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .string(let value): value
    }
  }
}
