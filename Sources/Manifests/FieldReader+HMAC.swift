extension FieldReader {
  func hmac() -> AuthSpec? {
    authMapping(allowed: "a map with `scheme` and `secrets`") { map in
      let name = map.required("scheme", allowed: HMACSpec.Scheme.names.listed()) { field in
        field.schemeName()
      }
      let generic = genericScheme(&map, isMeant: name == "generic")
      let scheme: HMACSpec.Scheme? =
        switch name {
        case "standard": .standard
        case "github": .github
        case "stripe": .stripe
        case "slack": .slack
        default: generic.map { .generic($0) }
        }
      let secrets = map.required("secrets") { $0.signingSecrets(isStandard: name == "standard") }
      let tolerance = map.optional("tolerance") { $0.tolerance(scheme) }
      guard let scheme, let secrets else { return nil }
      var spec = HMACSpec(scheme: scheme, secrets: secrets)
      if let tolerance { spec.tolerance = tolerance }
      return .hmac(spec)
    }
  }

  private func schemeName() -> String? {
    let names = HMACSpec.Scheme.names
    guard let text = text(allowed: names.listed()) else { return nil }
    if names.contains(text.text) { return text.text }
    refuse(text, allowed: names.listed(), near: names)
    return nil
  }

  /// What only the generic scheme leaves open.
  private func genericScheme(
    _ map: inout MappingReader, isMeant: Bool
  ) -> HMACSpec.Generic? {
    guard isMeant else {
      for key in ["header", "algorithm", "encoding", "prefix"] {
        map.value(of: key)?.refuse(
          "found `\(key)` beside a scheme that settles it", allowed: "beside `scheme: generic`")
      }
      return nil
    }
    let header = map.required("header") { $0.headerName() }
    let algorithm = map.optional("algorithm") { $0.choice(HMACSpec.Algorithm.self) }
    let encoding = map.optional("encoding") { $0.choice(HMACSpec.Encoding.self) }
    let prefix = map.optional("prefix") { $0.text(isEmptyAllowed: true)?.text }
    guard let header else { return nil }
    var generic = HMACSpec.Generic(header: header)
    if let algorithm { generic.algorithm = algorithm }
    if let encoding { generic.encoding = encoding }
    if let prefix { generic.prefix = prefix }
    return generic
  }

  private func signingSecrets(isStandard: Bool) -> [Secret]? {
    let secrets: [Secret]? = distinctList(
      allowed: "a list of secrets", orOne: true, by: \.revealed
    ) { field in
      guard let secret = field.credential("secret", { $0 >= 0x20 && $0 != 0x7F }) else {
        return nil
      }
      if isStandard, HMACSpec.standardKey(secret.revealed) == nil {
        field.refuse("found another secret", allowed: "`whsec_` and base64")
        return nil
      }
      return secret
    }
    return atMost(AuthSpec.maxSecrets, secrets)
  }

  private func tolerance(_ scheme: HMACSpec.Scheme?) -> Duration? {
    if let scheme, !scheme.hasTime {
      refuse(
        "found `tolerance` beside `scheme: \(scheme.name)`, which signs no time",
        allowed: "beside `standard`, `stripe`, `slack`")
      return nil
    }
    return duration(in: HMACSpec.toleranceRange)
  }
}
