import Instants
import Routing

/// A delivery to be stored: one event for one association, its version already chosen.
///
/// Times are kept to the millisecond, rounded down.
package struct NewDelivery: Sendable, Hashable {
  /// A time-ordered identifier that users see.
  package var id: String
  package var eventID: String
  /// nil where the event came without a source, by `/async-function/…`.
  package var association: AssociationName?
  package var version: FunctionVersion
  /// What the invocation needs of the event: `CloudEvent.storedHead`, readable as header lines.
  package var head: [UInt8]
  package var data: [UInt8]?
  /// What a passthrough target needs of the request; nil elsewhere.
  package var request: [UInt8]?
  /// The partition or key that `workers` are sharded by.
  package var shard: String?
  package var acceptedAt: WallTime
  /// Attempts already made (by a Kafka lane before it parked the delivery).
  package var attempts: Int
  /// Not before this.
  package var dueAt: WallTime

  package init(
    id: String, eventID: String, association: AssociationName?, version: FunctionVersion,
    head: [UInt8], data: [UInt8]?, request: [UInt8]? = nil, shard: String? = nil,
    acceptedAt: WallTime, attempts: Int = 0, dueAt: WallTime
  ) {
    self.id = id
    self.eventID = eventID
    self.association = association
    self.version = version
    self.head = head
    self.data = data
    self.request = request
    self.shard = shard
    self.acceptedAt = acceptedAt
    self.attempts = attempts
    self.dueAt = dueAt
  }
}
