import JSONSyntax
import Routing

extension AdmissionSpec {
  /// The members beside the source's others; secrets are `***`.
  var members: [JSONMember] {
    var members: [JSONMember] = []
    if let auth {
      members.append(
        JSONMember("auth", .object([JSONMember(auth.label, .object(auth.members))])))
    }
    if !allow.isEmpty { members.append(JSONMember("allow", .strings(allow.map(\.description)))) }
    if !deny.isEmpty { members.append(JSONMember("deny", .strings(deny.map(\.description)))) }
    return members
  }
}

extension AuthSpec {
  fileprivate var members: [JSONMember] {
    switch self {
    case .bearer(let tokens): [JSONMember("tokens", .secrets(tokens))]
    case .basic(let users):
      [
        JSONMember(
          "users", .object(users.map { JSONMember($0.name, .secret($0.password)) }))
      ]
    case .apiKey(let spec): spec.members
    case .hmac(let spec): spec.members
    }
  }
}

extension APIKeySpec {
  fileprivate var members: [JSONMember] {
    let place =
      switch place {
      case .header(let name): JSONMember("header", .string(name))
      case .query(let name): JSONMember("query", .string(name))
      }
    return [place, JSONMember("keys", .secrets(keys))]
  }
}

extension HMACSpec {
  fileprivate var members: [JSONMember] {
    var members = [
      JSONMember("scheme", .string(scheme.name)), JSONMember("secrets", .secrets(secrets)),
    ]
    if scheme.hasTime { members.append(JSONMember("tolerance", .duration(tolerance))) }
    guard case .generic(let generic) = scheme else { return members }
    return members + [
      JSONMember("header", .string(generic.header)),
      JSONMember("algorithm", .string(generic.algorithm.rawValue)),
      JSONMember("encoding", .string(generic.encoding.rawValue)),
      JSONMember("prefix", .string(generic.prefix)),
    ]
  }
}

extension JSONValue {
  fileprivate static func secrets(_ secrets: [Secret]) -> JSONValue {
    .array(secrets.map(JSONValue.secret))
  }
}
