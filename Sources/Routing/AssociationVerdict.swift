/// What was decided about an event and one association, as the ledger keeps it.
package struct AssociationVerdict: Sendable, Hashable {
  package var name: AssociationName
  package var matched: Bool
  package var mode: DeliveryMode
  /// The version that the split picks; nil where the association does not match.
  package var function: FunctionVersion?
  /// What the split hashed the event to; nil where there was nothing to choose.
  package var hash: UInt64?
  /// Why the filter matches, or which term refuses and what it saw; nothing of the payload.
  package var reason: String
}
