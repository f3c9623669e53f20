import Instants
import Routing

/// A delivery to be stored: one event for one association, its version already chosen.
///
/// Times are kept to the millisecond, rounded down. It is a reference behind the scenes, for it
/// goes from the intake to the commit, to the cache and to the attempt; what changes a copy leaves
/// the others as they are.
package struct NewDelivery: Sendable, Hashable {
  private struct Fields: Hashable, Sendable {
    var id: String
    var eventID: String
    var association: AssociationName?
    var version: FunctionVersion
    var head: [UInt8]
    var data: [UInt8]?
    var request: [UInt8]?
    var shard: String?
    var place: LinePlace?
    var acceptedAt: WallTime
    var attempts: Int
    var dueAt: WallTime
    var once: OnceKey?
    var isAsked: Bool
  }

  private final class Box: Sendable {
    let fields: Fields

    init(_ fields: consuming Fields) { self.fields = fields }
  }

  private var box: Box

  package init(
    id: String, eventID: String, association: AssociationName?, version: FunctionVersion,
    head: [UInt8], data: [UInt8]?, request: [UInt8]? = nil, shard: String? = nil,
    place: LinePlace? = nil, acceptedAt: WallTime, attempts: Int = 0, dueAt: WallTime,
    once: OnceKey? = nil, isAsked: Bool = false
  ) {
    box = Box(
      Fields(
        id: id, eventID: eventID, association: association, version: version, head: head,
        data: data, request: request, shard: shard, place: place, acceptedAt: acceptedAt,
        attempts: attempts, dueAt: dueAt, once: once,
        isAsked: isAsked))
  }

  private mutating func change(_ body: (inout Fields) -> Void) {
    var fields = box.fields
    body(&fields)
    box = Box(fields)
  }

  /// A time-ordered identifier that users see.
  package var id: String {
    get { box.fields.id }
    set { change { $0.id = newValue } }
  }
  package var eventID: String { box.fields.eventID }
  /// nil where the event came without a source, by `/async-function/…`.
  package var association: AssociationName? {
    get { box.fields.association }
    set { change { $0.association = newValue } }
  }
  package var version: FunctionVersion { box.fields.version }
  /// What the invocation needs of the event: `CloudEvent.storedHead`, readable as header lines.
  package var head: [UInt8] {
    get { box.fields.head }
    set { change { $0.head = newValue } }
  }
  package var data: [UInt8]? { box.fields.data }
  /// What a passthrough target needs of the request; nil elsewhere.
  package var request: [UInt8]? { box.fields.request }
  /// The partition or key that `workers` are sharded by.
  package var shard: String? { box.fields.shard }
  /// Its place among those of its association that go one after the other; nil where it is ordered
  /// by nothing.
  package var place: LinePlace? {
    get { box.fields.place }
    set { change { $0.place = newValue } }
  }
  package var acceptedAt: WallTime {
    get { box.fields.acceptedAt }
    set { change { $0.acceptedAt = newValue } }
  }
  /// Attempts already made (by a Kafka lane before it parked the delivery).
  package var attempts: Int {
    get { box.fields.attempts }
    set { change { $0.attempts = newValue } }
  }
  /// Not before this.
  package var dueAt: WallTime {
    get { box.fields.dueAt }
    set { change { $0.dueAt = newValue } }
  }

  /// What keeps it from being stored twice; it is not kept with the delivery.
  package var once: OnceKey? { box.fields.once }

  /// Whether it can be found by its id though it came by a source; it is in the file, but not read
  /// back with the delivery.
  package var isAsked: Bool {
    get { box.fields.isAsked }
    set { change { $0.isAsked = newValue } }
  }

  /// What it takes in memory and in the file, roughly.
  var bytes: Int { 256 + head.count + (data?.count ?? 0) + (request?.count ?? 0) }

  package static func == (left: NewDelivery, right: NewDelivery) -> Bool {
    left.box.fields == right.box.fields
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(box.fields) }
}
