import Admissions
import Connectors
import HTTPSyntax
import Routing

/// What a request's head leads to.
enum RequestPlan: ~Copyable {
  case event(Intake)
  case invocation(FunctionReference, DeliveryMode, Intake)
  /// Of a queued invocation; the body must bear out the seal.
  case cancellation(String, BodySeal?)
  /// The question what came of a queued invocation; the same holds.
  case inquiry(String, BodySeal?)
  case webHookHandshake(origin: String)
  case options(allow: [String])
  case refused(Problem, allow: [String] = [])
  /// By the source's admission.
  case denied(SourceName, Refusal)
}
