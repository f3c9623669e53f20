import Connectors
import HTTPSyntax
import Routing

/// What a request's head leads to.
enum RequestPlan: ~Copyable {
  case event(Intake)
  case invocation(FunctionReference, DeliveryMode, Intake)
  case webHookHandshake(origin: String)
  case options(allow: [String])
  case refused(Problem, allow: [String] = [])
}

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
  var request: RequestTrace?
}
