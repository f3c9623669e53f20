import Routing

/// One event for one association, its version chosen.
struct Delivery: Sendable {
  /// nil for an invocation without a source.
  var association: AssociationID?
  var version: VersionID
  var mode: DeliveryMode
}
