import Routing

/// What the events of one request have in common.
struct BatchKey: Hashable, Sendable {
  var association: AssociationName
  var version: FunctionVersion
  /// The partition or key that `workers` are sharded by; nil for other targets, and where an event
  /// has none.
  var shard: String?
}
