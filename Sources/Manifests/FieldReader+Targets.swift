extension FieldReader {
  func target() -> TargetSpec? {
    mapping(
      allowed: "a map with `http`, `exec` or `workers`",
      hint: isNull ? nil : "Write `target: { http: URL }` or `target: { exec: [PROGRAM] }`."
    ) { map in
      map.misplaced(["ejection", "probe"], hint: "They belong to `workers`.")
      return switch map.only(of: ["http", "exec", "workers"]) {
      case (key: "http", let value)?: httpTarget(value.address(), &map)
      case (key: "workers", let value)?: workersTarget(value.workers(), &map)
      case (key: "exec", let value)?: execTarget(value.command(), &map)
      default: noTarget(&map)
      }
    }
  }

  func httpTarget(_ address: HTTPAddress?, _ map: inout MappingReader) -> TargetSpec? {
    let format = map.optional("format") { $0.choice(TargetFormat.self) }
    let headers = map.optional("headers") { $0.headers() }
    let tls = map.optional("tls") { $0.targetTLS(beside: address.map { [$0] }) }
    let connections = map.optional("connections") { $0.connections() }
    guard let address else { return nil }
    var spec = HTTPTargetSpec(address: address)
    if let tls { spec.tls = tls }
    if let connections { spec.connections = connections }
    if let format { spec.format = format }
    if let headers { spec.headers = headers }
    return .http(spec)
  }

  private func workersTarget(
    _ addresses: [HTTPAddress]?, _ map: inout MappingReader
  ) -> TargetSpec? {
    let format = map.optional("format") { $0.choice(TargetFormat.self) }
    let headers = map.optional("headers") { $0.headers() }
    let tls = map.optional("tls") { $0.targetTLS(beside: addresses) }
    let connections = map.optional("connections") { $0.connections() }
    let ejection = map.optional("ejection") { $0.ejection() }
    let probe = map.optional("probe") { $0.probe() }
    guard let addresses else { return nil }
    var spec = WorkersTargetSpec(addresses: addresses)
    if let ejection { spec.ejection = ejection }
    spec.probe = probe
    if let tls { spec.tls = tls }
    if let connections { spec.connections = connections }
    if let format { spec.format = format }
    if let headers { spec.headers = headers }
    return .workers(spec)
  }

  private func execTarget(_ command: [String]?, _ map: inout MappingReader) -> TargetSpec? {
    let environment = map.optional("environment") { $0.environment() }
    let directory = map.optional("directory") { field in
      field.text(allowed: "the path of a folder").map { file.absolute($0.text) }
    }
    let user = map.optional("user") {
      $0.checked("the name of a user of this machine", by: file.reading.checks.user)
    }
    let limits = map.optional("limits") { $0.execLimits() }
    guard let command, !command.isEmpty else { return nil }
    var spec = ExecTargetSpec(command: command, directory: directory ?? file.folder)
    if let environment { spec.environment = environment }
    spec.user = user?.text
    if let limits { spec.limits = limits }
    return .exec(spec)
  }

  /// Says nothing of keys that would be right beside one of the kinds.
  private func noTarget(_ map: inout MappingReader) -> TargetSpec? {
    let keys = [
      "format", "headers", "tls", "connections", "ejection", "probe", "environment", "directory",
      "user", "limits",
    ]
    for key in keys {
      _ = map.value(of: key)
    }
    return nil
  }

  private func workers() -> [HTTPAddress]? {
    distinctList(allowed: "a list of addresses", hint: "Write `[URL, URL]`.", by: { $0 }) {
      $0.address()
    }
  }

  func address() -> HTTPAddress? {
    let allowed = "an address, `http://HOST[:PORT][/PATH]`, `https://…` or `unix:/FILE[:/PATH]`"
    if case .mapping = node.content {
      refuseKind(
        allowed: allowed, hint: "Write the address itself, and `format` and `headers` beside it.")
      return nil
    }
    guard let text = text(allowed: allowed) else { return nil }
    switch HTTPAddress.read(text.text) {
    case .success(let address): return address
    case .failure(let fault):
      // An address with a user in it may have a password in it too.
      let hasUser = text.written.contains("@")
      refuse(
        hasUser ? "found an address with a user in it" : "found \(text.shown)",
        allowed: fault.allowed ?? allowed, hint: text.isSecret || hasUser ? nil : fault.hint)
      return nil
    }
  }

  /// The program and its arguments; a program with a `/` is relative to the manifest's folder.
  private func command() -> [String]? {
    var hint: String?
    if case .scalar(let text, _) = node.content, !isNull {
      let words = text.split(separator: " ").joined(separator: ", ")
      hint = "Write a list: \("[\(words)]".shown)."
    }
    var isFirst = true
    return list(allowed: "a list: the program and its arguments", hint: hint) { item in
      defer { isFirst = false }
      guard let word = item.text(isEmptyAllowed: !isFirst) else { return nil }
      return isFirst && word.text.contains("/") ? file.absolute(word.text) : word.text
    }
  }

  private func environment() -> [ExecTargetSpec.EnvironmentVariable]? {
    entries(allowed: "a map from variables to texts") { key, field in
      let value = field.secret(isSecret: SecretName.isSecret(key.text))
      guard !key.text.isEmpty, !key.text.utf8.contains(where: { $0 == 0 || $0 == 61 }) else {
        field.refuse(
          "found \(key.text.shown) for a variable's name", allowed: "no `=` in it",
          at: key.position)
        return nil
      }
      if key.text.hasPrefix("CE_") {
        field.refuse(
          "found a variable that holds an attribute of the event",
          allowed: "names that do not begin with `CE_`", at: key.position)
        return nil
      }
      return value.map { ExecTargetSpec.EnvironmentVariable(name: key.text, value: $0) }
    }
  }

  private func headers() -> [HeaderSpec]? {
    var seen: Set<String> = []
    return entries(allowed: "a map from header names to texts") { key, field in
      let name = key.text.lowercased()
      let value = field.headerValue(isSecret: SecretName.isSecret(name))
      if let problem = HeaderName.problem(in: name) {
        field.refuse(
          "found \(key.text.shown), \(problem)", allowed: "a header that is not the router's own",
          at: key.position)
      } else if !seen.insert(name).inserted {
        field.refuse("the header stands twice", allowed: "each header once", at: key.position)
      }
      return value.map { HeaderSpec(name: key.text, value: $0) }
    }
  }

  private func headerValue(isSecret: Bool) -> Secret? {
    guard let text = text(isEmptyAllowed: true) else { return nil }
    guard text.text.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 9 }) else {
      refuse(text, allowed: "a text without line breaks and other control characters")
      return nil
    }
    return text.secret(isSecret: isSecret)
  }
}
