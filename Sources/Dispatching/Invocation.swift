import CloudEvents
import Connectors
import EventLoops
import HTTPSyntax
import HTTPTransport

/// An event on its way to a function.
struct Invocation: Sendable {
  enum Content: Sendable {
    case event(CloudEvent)
    case stored(StoredEvent)
    case batch(BatchBody)
  }

  var content: Content
  /// The trace as this attempt passes it on; nil where there is none to pass on.
  var trace: TraceContext?
  /// How the request looked, for passthrough targets.
  var request: RequestTrace?
  /// The partition or key by which `workers` are sharded.
  var shard: String?
  /// What `workers` are sharded by where there is no `partitionkey` either.
  var id: String
  var deadline: MonotonicTime
  /// See `UpstreamRequest.time`.
  var time: Duration?
  /// A large body, which is sent as it comes instead of the content's data.
  var streamedBody: RequestBody?
  /// Whether a large or slow answer may be passed on while it comes.
  var passesReply = false

  /// How long it has taken by then, where it has a `time`.
  func elapsed(at now: MonotonicTime) -> Duration { (time ?? .zero) - (deadline - now) }

  var data: [UInt8] {
    switch content {
    case .event(let event): event.data ?? []
    case .stored(let event): event.data ?? []
    case .batch(let body): body.bytes
    }
  }

  /// How many events a batch has; nil for a single event.
  var batchSize: Int? {
    if case .batch(let body) = content { body.count } else { nil }
  }

  /// CloudEvents' `partitionkey`, by which `workers` are sharded where the source has no partitions.
  var partitionKey: String? {
    switch content {
    case .event(let event): event.attribute("partitionkey")
    case .stored: (try? event())?.attribute("partitionkey")
    case .batch: nil
    }
  }

  /// Appends the attributes as `ce-` header lines, and `Content-Type`.
  func appendBinaryHead(to output: inout [UInt8]) {
    switch content {
    case .event(let event): event.appendBinaryHead(to: &output)
    case .stored(let event): output.append(contentsOf: event.head)
    case .batch: output.append("Content-Type: \(BatchBody.contentType)\r\n")
    }
  }

  /// - Throws: `CloudEventError` where stored bytes are no event any more, or it is a batch.
  func event() throws(CloudEventError) -> CloudEvent {
    switch content {
    case .event(let event): event
    case .stored(let event): try event.event()
    case .batch: throw CloudEventError(.noBatch)
    }
  }

  /// What a program finds in its environment: the event's attributes, or the media type of a batch.
  ///
  /// - Throws: `CloudEventError` where stored bytes are no event any more.
  func environment() throws(CloudEventError) -> [(name: String, value: String)] {
    if case .batch = content { return [("CONTENT_TYPE", BatchBody.contentType)] }
    return try event().environment
  }
}
