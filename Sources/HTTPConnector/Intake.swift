import Admissions
import CloudEvents
import Connectors
import Routing

/// What is needed of the head once the body has been read.
struct Intake: ~Copyable {
  /// nil for an invocation without a source.
  var source: SourceName?
  var eventSource: String
  var maxBodyBytes: Int
  var envelope: Envelope
  /// The path as it came, for the subject of an event without an envelope.
  var path: String
  var parameters: [(name: String, value: String)]
  var trace: TraceContext?
  var request: RequestTrace?
  /// What the body is checked by before anything is made of it: it is then read whole.
  var seal: BodySeal?
  /// Whether its sender had to prove something: trailers might repeat that.
  var isJudged = false
}
