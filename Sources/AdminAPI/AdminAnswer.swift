import Connectors
import HTTPSyntax
import JSONSyntax
import Telemetry

/// What an admin request is answered with.
enum AdminAnswer {
  case json(JSONValue, status: Int = 200, type: String = "application/json")
  case raw([UInt8], type: String)
  /// Lines as they come, one JSON object each.
  case lines(FunctionLogReader)
  case reply(Reply, id: String)
  case problem(Problem, allow: String? = nil)

  static func notFound(_ what: String) -> AdminAnswer {
    .problem(Problem(status: 404, detail: what))
  }
}
