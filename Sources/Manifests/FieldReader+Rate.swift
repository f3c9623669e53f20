extension FieldReader {
  /// `{ limit: 100/s, burst: 200, by: … }`, or the limit itself.
  func rate(beside auth: AuthSpec?) -> RateSpec? {
    guard case .mapping = node.content else {
      return rateLimit().map { RateSpec(limit: $0.limit, period: $0.period, burst: $0.limit) }
    }
    return mapping(allowed: "a map with `limit`") { map in
      let rate = map.required("limit") { $0.rateLimit() }
      let burst = map.optional("burst") { $0.integer(in: RateSpec.limits) }
      let sender = map.optional("by") { $0.sender(beside: auth) }
      guard let rate else { return nil }
      var spec = RateSpec(limit: rate.limit, period: rate.period, burst: burst ?? rate.limit)
      if let sender { spec.sender = sender }
      return spec
    }
  }

  /// `100/s`, `30/m` or `5/h`.
  func rateLimit() -> (limit: Int, period: RateSpec.Period)? {
    let allowed = "a rate, as in `100/s`, `30/m` or `5/h`"
    guard let text = text(allowed: allowed) else { return nil }
    if let rate = RateSpec.read(text.text) { return rate }
    refuse(text, allowed: allowed)
    return nil
  }

  private func sender(beside auth: AuthSpec?) -> RateSpec.Sender? {
    if case .mapping = node.content {
      return mapping { map in
        map.required("header") { $0.headerName() }.map { .header($0) }
      }
    }
    let allowed = "`address`, `key` or `{ header: NAME }`"
    guard let text = text(allowed: allowed) else { return nil }
    switch text.text {
    case "address": return .address
    case "key":
      if let auth, auth.tellsSenders { return .key }
      refuse(
        "found `key` beside an `auth` that tells no sender from another",
        allowed: "beside `bearer`, `basic`, `apiKey`, `jwt`")
    default: refuse(text, allowed: allowed, near: ["address", "key"])
    }
    return nil
  }

  func cors() -> CORSSpec? {
    mapping(allowed: "a map with `origins`") { map in
      let origins = map.required("origins") { $0.origins() }
      let methods = map.optional("methods") { $0.methods() }
      let headers = map.optional("headers") { field in
        field.distinctList(allowed: "a list of headers", orOne: true, by: { $0.lowercased() }) {
          $0.requestHeader()
        }
      }
      let credentials = map.optional("credentials") { field -> Bool? in
        guard let value = field.bool() else { return nil }
        if value, origins == .all {
          field.refuse(
            "found `true` beside `origins: \"*\"`: every page of the web could act for the user",
            allowed: "`false`, or the origins by name")
        }
        return value
      }
      let maxAge = map.optional("maxAge") { $0.duration(in: CORSSpec.maxAgeRange) }
      guard let origins else { return nil }
      var spec = CORSSpec(origins: origins)
      spec.methods = methods
      if let headers { spec.headers = headers }
      if let credentials { spec.credentials = credentials }
      if let maxAge { spec.maxAge = maxAge }
      return spec
    }
  }

  private func origins() -> CORSSpec.Origins? {
    if case .scalar("*", _) = node.content { return .all }
    let allowed = "an origin, as in `https://app.example`"
    let origins: [String]? = distinctList(
      allowed: "`*` or a list of origins", orOne: true, by: { $0 }
    ) { field in
      guard let text = field.text(allowed: allowed) else { return nil }
      guard let origin = FieldReader.origin(text.text) else {
        field.refuse(text, allowed: allowed)
        return nil
      }
      return origin
    }
    return atMost(AuthSpec.maxSecrets, origins).map { .listed($0) }
  }

  /// The origin in lower case as browsers send it; nil for anything else.
  private static func origin(_ text: String) -> String? {
    guard let scheme = URLScheme(text), !scheme.name.isEmpty,
      scheme.name.utf8.allSatisfy({ (97...122).contains($0) || $0 == UInt8(ascii: "-") }),
      HostAndPort(scheme.rest) != nil
    else { return nil }
    return text.lowercased()
  }

  private func requestHeader() -> String? {
    guard let text = text(allowed: "the name of a header") else { return nil }
    if HeaderName.isToken(text.text) { return text.text }
    refuse(text, allowed: "the name of a header")
    return nil
  }
}

extension AuthSpec {
  /// Whether what is proved says which of several senders it is.
  fileprivate var tellsSenders: Bool {
    switch self {
    case .bearer, .basic, .apiKey, .jwt: true
    case .hmac: false
    }
  }
}
