import JSONSyntax

extension FieldReader {
  func jwt() -> AuthSpec? {
    authMapping(allowed: "a map with `algorithms` and `keys` or `secret`") { map in
      let algorithms = map.required("algorithms") { $0.algorithms() }
      let keys: JWTSpec.Keys? =
        switch map.only(of: ["keys", "secret"]) {
        case (key: "secret", let value)?: value.sharedSecrets(algorithms ?? [])
        case (key: _, let value)?: value.keySet(algorithms ?? [])
        case nil: nil
        }
      let issuer = map.optional("issuer") { $0.text()?.text }
      let audiences = map.optional("audience") { $0.audiences() }
      let leeway = map.optional("leeway") { $0.duration(in: JWTSpec.leewayRange) }
      let claims = map.optional("claims") { $0.claims() }
      guard let algorithms, let keys else { return nil as AuthSpec? }
      var spec = JWTSpec(algorithms: algorithms, keys: keys)
      spec.issuer = issuer
      if let audiences { spec.audiences = audiences }
      if let leeway { spec.leeway = leeway }
      if let claims { spec.claims = claims }
      return .jwt(spec)
    }
  }

  private func algorithms() -> [JWTSpec.Algorithm]? {
    distinctList(allowed: "a list of algorithms", orOne: true, by: { $0 }) {
      $0.choice(JWTSpec.Algorithm.self)
    }
  }

  private func sharedSecrets(_ algorithms: [JWTSpec.Algorithm]) -> JWTSpec.Keys? {
    if let other = algorithms.first(where: { $0.minimumSecretBytes == nil }) {
      refuse(
        "found a secret beside `\(other.rawValue)`, which is checked with a public key",
        allowed: "beside `HS256`, `HS384`, `HS512`", hint: "Give the public keys as `keys`.")
      return nil
    }
    let minimum = algorithms.compactMap(\.minimumSecretBytes).max() ?? 0
    let secrets: [Secret]? = distinctList(
      allowed: "a list of secrets", orOne: true, by: \.revealed
    ) { field in
      guard let secret = field.credential("secret", { $0 >= 0x20 && $0 != 0x7F }) else {
        return nil
      }
      guard secret.revealed.utf8.count >= minimum else {
        field.refuse(
          "found a secret of \(secret.revealed.utf8.count) bytes",
          allowed: "at least \(minimum) bytes for these algorithms")
        return nil
      }
      return secret
    }
    return atMost(AuthSpec.maxSecrets, secrets).map { .secrets($0) }
  }

  /// `{ jwks: FILE-OR-URL }`, or the file or address itself.
  private func keySet(_ algorithms: [JWTSpec.Algorithm]) -> JWTSpec.Keys? {
    guard case .scalar = node.content, !isNull else {
      return mapping(allowed: "a map with `jwks`") { map in
        map.required("jwks") { $0.keySetPlace(algorithms) }
      }
    }
    return keySetPlace(algorithms)
  }

  private func keySetPlace(_ algorithms: [JWTSpec.Algorithm]) -> JWTSpec.Keys? {
    let allowed = "the file of a key set, or its `http://` or `https://` address"
    guard let text = text(allowed: allowed) else { return nil }
    return text.text.contains("://")
      ? keySetAddress(text, algorithms, allowed: allowed) : keySetFile(text, allowed: allowed)
  }

  private func keySetAddress(
    _ text: FieldText, _ algorithms: [JWTSpec.Algorithm], allowed: String
  ) -> JWTSpec.Keys? {
    switch HTTPAddress.read(text.text) {
    case .failure(let fault):
      refuse(
        text, allowed: fault.allowed ?? allowed, hint: text.isSecret ? nil : fault.hint)
      return nil
    case .success(let address):
      guard address.socket == nil else {
        refuse(text, allowed: allowed)
        return nil
      }
      if let shared = algorithms.first(where: { $0.minimumSecretBytes != nil }) {
        refuse(
          "found an address beside `\(shared.rawValue)`, whose secret is nothing to fetch",
          allowed: "algorithms with public keys", hint: "Give it as `secret`.")
        return nil
      }
      return .address(address)
    }
  }

  private func keySetFile(_ text: FieldText, allowed: String) -> JWTSpec.Keys? {
    let path = file.absolute(text.text)
    switch reading.secretFile(path) {
    case .failure(let fault):
      refuse("found \(text.shown), but \(fault.found)", allowed: allowed)
      return nil
    case .success(let content):
      if let problem = reading.checks.keySet(content) {
        refuse("found \(text.shown), which holds \(problem)", allowed: "a key set (RFC 7517)")
        return nil
      }
      return .file(path: path, text: Secret(content, isSecret: true))
    }
  }

  private func audiences() -> [String]? {
    let audiences = distinctList(allowed: "a list of audiences", orOne: true, by: { $0 }) {
      $0.text()?.text
    }
    return atMost(AuthSpec.maxSecrets, audiences)
  }

  private func claims() -> [JWTSpec.Claim]? {
    let reserved = ["iss", "aud", "exp", "nbf", "iat"]
    return entries(allowed: "a map from claims to values") { key, field in
      guard let value = field.json() else { return nil }
      if reserved.contains(key.text) {
        field.refuse(
          "found a claim that is checked by itself", allowed: "other claims",
          hint: key.text == "iss"
            ? "Write `issuer`." : key.text == "aud" ? "Write `audience`." : nil,
          at: key.position)
        return nil
      }
      return JWTSpec.Claim(name: key.text, value: value)
    }
  }
}
