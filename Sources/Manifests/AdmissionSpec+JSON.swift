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
    if let rate { members.append(JSONMember("rate", .object(rate.members))) }
    if let cors { members.append(JSONMember("cors", .object(cors.members))) }
    return members
  }
}

extension RateSpec {
  fileprivate var members: [JSONMember] {
    let by: JSONValue =
      switch sender {
      case .address: "address"
      case .key: "key"
      case .header(let name): ["header": .string(name)]
      }
    return [
      JSONMember("limit", .string("\(limit)/\(period.rawValue)")),
      JSONMember("burst", .integer(Int64(burst))), JSONMember("by", by),
    ]
  }
}

extension CORSSpec {
  fileprivate var members: [JSONMember] {
    var members: [JSONMember] = []
    switch origins {
    case .all: members.append(JSONMember("origins", "*"))
    case .listed(let origins): members.append(JSONMember("origins", .strings(origins)))
    }
    if let methods { members.append(JSONMember("methods", .strings(methods))) }
    if !headers.isEmpty { members.append(JSONMember("headers", .strings(headers))) }
    return members + [
      JSONMember("credentials", .bool(credentials)), JSONMember("maxAge", .duration(maxAge)),
    ]
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
    case .jwt(let spec): spec.members
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

extension JWTSpec {
  fileprivate var members: [JSONMember] {
    var members = [JSONMember("algorithms", .strings(algorithms.map(\.rawValue)))]
    switch keys {
    case .secrets(let secrets): members.append(JSONMember("secret", .secrets(secrets)))
    case .file(let path, _):
      members.append(JSONMember("keys", .object([JSONMember("jwks", .string(path))])))
    case .address(let address):
      members.append(JSONMember("keys", .object([JSONMember("jwks", .string(address.text))])))
    }
    if let issuer { members.append(JSONMember("issuer", .string(issuer))) }
    if !audiences.isEmpty { members.append(JSONMember("audience", .strings(audiences))) }
    members.append(JSONMember("leeway", .duration(leeway)))
    if !claims.isEmpty {
      members.append(JSONMember("claims", .object(claims.map { JSONMember($0.name, $0.value) })))
    }
    return members
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
