import CloudEvents
import HTTPTransport
import Instants
import Routing

/// An event on its way in, with what its connector knows of it beyond the envelope.
package struct Arrival: ~Copyable, Sendable {
  package var event: CloudEvent
  package var source: SourceName
  /// The trace that the message it came in belongs to; goes before what the event itself says.
  package var trace: TraceContext?
  /// How the request looked, where it came by HTTP: targets with `format: passthrough` get it.
  package var request: RequestTrace?
  /// Where the event's order matters: the partition or key that `workers` are sharded by.
  package var shard: String?
  /// Whether the sender waits for the function's answer, and so learns of a failure by itself.
  package var isAnswered: Bool
  /// Who gets the answer, for a request with one event: its large body may still be on its way
  /// (`pendingBody`), and a large answer may be passed on to it.
  package var client: HTTPServerConnection?
  /// Who keeps the event until it is settled.
  package var custody: Custody
  /// Queued deliveries are not attempted before this; nil for at once.
  package var notBefore: WallTime?

  package enum Custody: Sendable, Hashable {
    /// Nobody: a queued delivery must be durable in the store before the receipt.
    case none
    /// The source (Kafka): it delivers again what is not settled, so a queued delivery is
    /// attempted while the source waits and only parked in the store to be retried later.
    case source
    /// The source, and later events wait for this one: retries too happen while it waits, and
    /// only a dead letter goes to the store.
    case sourceInOrder
  }

  package init(
    event: CloudEvent, source: SourceName, trace: TraceContext? = nil,
    request: RequestTrace? = nil, shard: String? = nil, isAnswered: Bool = false,
    client: HTTPServerConnection? = nil, custody: Custody = .none, notBefore: WallTime? = nil
  ) {
    self.event = event
    self.source = source
    self.trace = trace
    self.request = request
    self.shard = shard
    self.isAnswered = isAnswered
    self.client = client
    self.custody = custody
    self.notBefore = notBefore
  }
}
