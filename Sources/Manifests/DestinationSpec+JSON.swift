import JSONSyntax
import Routing

extension DestinationSpec {
  var json: JSONValue {
    switch self {
    case .function(let reference):
      .object([JSONMember("function", .string(reference.description))])
    case .http(let spec): TargetSpec.http(spec).json
    }
  }
}
