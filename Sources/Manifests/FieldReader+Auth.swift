extension FieldReader {
  /// Reads how senders prove that they may send; nil also for `none`.
  func auth() -> AuthSpec? {
    let kinds = ["bearer", "basic", "apiKey", "jwt", "hmac"]
    if case .scalar("none", _) = node.content { return nil }
    return authMapping(allowed: "`none` or a map with one of \(kinds.listed())") { map in
      switch map.only(of: kinds) {
      case (key: "bearer", let value)?: value.bearer()
      case (key: "basic", let value)?: value.basic()
      case (key: "apiKey", let value)?: value.apiKey()
      case (key: "jwt", let value)?: value.jwt()
      case (key: "hmac", let value)?: value.hmac()
      default: nil
      }
    }
  }

  /// `{ tokens: … }`, or the tokens themselves.
  private func bearer() -> AuthSpec? {
    guard case .mapping = node.content else {
      return secrets("token").map { .bearer(tokens: $0) }
    }
    return mapping { map in
      map.required("tokens") { $0.secrets("token") }.map { .bearer(tokens: $0) }
    }
  }

  private func basic() -> AuthSpec? {
    authMapping(allowed: "a map with `users`") { map in
      let users = map.required("users") { $0.users() }
      return users.map { .basic(users: $0) }
    }
  }

  private func users() -> [AuthSpec.User]? {
    let allowed = "a map from users to passwords"
    if refusesText(allowed: allowed) { return nil }
    let users: [AuthSpec.User]? = entries(allowed: allowed) { key, field in
      let password = field.credential("password") { $0 >= 0x20 && $0 != 0x7F }
      guard !key.text.isEmpty, key.text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 58 })
      else {
        field.refuse(
          "found \(key.text.shown) for a user's name", allowed: "a text without colon",
          at: key.position)
        return nil
      }
      return password.map { AuthSpec.User(name: key.text, password: $0) }
    }
    return atMost(AuthSpec.maxSecrets, users)
  }

  /// `{ header: …, keys: … }`, `{ query: …, keys: … }`, or the keys themselves.
  private func apiKey() -> AuthSpec? {
    guard case .mapping = node.content else {
      return secrets("key").map { .apiKey(APIKeySpec(keys: $0)) }
    }
    return mapping { map in
      let header = map.optional("header") { $0.headerName() }
      let hasHeader = map.value(of: "header") != nil
      let query = map.optional("query") { field -> String? in
        if hasHeader {
          field.refuse("found `query` beside `header`", allowed: "one of them")
          return nil
        }
        return field.text(allowed: "the name of a query parameter")?.text
      }
      guard let keys = map.required("keys", as: { $0.secrets("key") }) else { return nil }
      var spec = APIKeySpec(keys: keys)
      if let header { spec.place = .header(header) }
      if let query { spec.place = .query(query) }
      return .apiKey(spec)
    }
  }

  /// Reads a map in whose place a secret may stand by mistake: a text there is not repeated.
  func authMapping<Value>(
    allowed: String, _ read: (inout MappingReader) -> Value?
  ) -> Value? {
    refusesText(allowed: allowed) ? nil : mapping(allowed: allowed, read)
  }

  /// Whether a text stands here, which may be a secret and is refused without repeating it.
  func refusesText(allowed: String) -> Bool {
    guard case .scalar = node.content, !isNull else { return false }
    refuse("found a text", allowed: allowed)
    return true
  }

  /// The name of a header that a sender may use for its own purposes.
  func headerName() -> String? {
    guard let text = text(allowed: "the name of a header") else { return nil }
    guard let problem = HeaderName.problem(in: text.text.lowercased()) else { return text.text }
    refuse(
      "found \(text.shown), \(problem)", allowed: "the name of a header that is the sender's own")
    return nil
  }

  /// One or several secrets that a header can carry; `what` names one for people: `token`.
  func secrets(_ what: String) -> [Secret]? {
    let secrets = distinctList(allowed: "a list of \(what)s", orOne: true, by: \.revealed) {
      $0.credential(what) { (0x21...0x7E).contains($0) }
    }
    return atMost(AuthSpec.maxSecrets, secrets)
  }

  /// A secret, which no problem repeats though it may stand there in clear.
  func credential(_ what: String, _ isAllowed: (UInt8) -> Bool) -> Secret? {
    guard case .scalar = node.content, !isNull else {
      refuseKind(allowed: "a \(what)")
      return nil
    }
    guard let text = scalar(allowed: "a \(what)") else { return nil }
    guard !text.text.isEmpty, text.text.utf8.count <= 4_096, text.text.utf8.allSatisfy(isAllowed)
    else {
      refuse(
        "found a \(what) that no header can carry",
        allowed: "1 to 4096 visible characters, without line breaks")
      return nil
    }
    return text.secret(isSecret: true)
  }
}
