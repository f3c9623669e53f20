/// What sort of value stands in a JSON text.
package enum JSONKind: Sendable, Hashable {
  case null
  case bool
  case number
  case string
  case array
  case object
}
