import Admissions
import CloudEvents
import Connectors
import Instants
import Routing

/// What is needed of the head once the body has been read.
///
/// An object, because it is large and goes from hand to hand: a task's memory would hold a copy for
/// each of them.
final class Intake {
  /// nil for an invocation without a source.
  let source: SourceName?
  let eventSource: String
  let maxBodyBytes: Int
  /// The path as it came, for the subject of an event without an envelope.
  let path: String
  let parameters: [(name: String, value: String)]
  let trace: TraceContext?
  let request: RequestTrace?
  /// What `Patchbay-Not-Before` says, where it counts.
  let notBefore: WallTime?
  /// Where the result is to be posted; nil where nobody wants it.
  let callback: String?
  /// What the body is checked by before anything is made of it: it is then read whole.
  let seal: BodySeal?
  /// Whether its sender had to prove something: trailers might repeat that.
  let isJudged: Bool
  let isStructured: Bool
  let isBatch: Bool
  /// Whether the source's events are all queued.
  let isQueuedOnly: Bool
  private var envelope: Envelope?

  init(
    source: SourceName? = nil, eventSource: String, maxBodyBytes: Int, envelope: consuming Envelope,
    path: String, parameters: [(name: String, value: String)] = [], trace: TraceContext?,
    request: RequestTrace?, notBefore: WallTime?, callback: String? = nil, seal: BodySeal?,
    isJudged: Bool, isQueuedOnly: Bool = false
  ) {
    self.source = source
    self.eventSource = eventSource
    self.maxBodyBytes = maxBodyBytes
    self.path = path
    self.parameters = parameters
    self.trace = trace
    self.request = request
    self.notBefore = notBefore
    self.callback = callback
    self.seal = seal
    self.isJudged = isJudged
    self.isQueuedOnly = isQueuedOnly
    isStructured = envelope.isStructured
    isBatch = envelope.isBatch
    self.envelope = consume envelope
  }

  /// Hands the envelope over, once.
  func takeEnvelope() -> Envelope {
    guard let envelope = envelope.take() else {
      preconditionFailure("an event is made once of a request")
    }
    return envelope
  }
}
