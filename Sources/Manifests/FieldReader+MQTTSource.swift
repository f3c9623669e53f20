import Routing

extension FieldReader {
  func mqttSource(_ name: SourceName) -> MQTTSourceSpec? {
    mapping(allowed: "a map with `broker` and `topics`") { map in
      map.misplaced(FieldReader.admissionKeys, hint: FieldReader.admissionHint)
      let broker = map.required("broker") { $0.broker() }
      let topics = map.required("topics") { $0.topicFilters() }
      let qos = map.optional("qos") { $0.qos() }
      let version = map.optional("version") { $0.choice(MQTTSourceSpec.Version.self) }
      let clientID = map.optional("clientId") { $0.clientID() }
      let username = map.optional("username") { $0.credential(isSecret: false, beside: broker) }
      let password = map.optional("password") { $0.credential(isSecret: true, beside: broker) }
      let keepAlive = map.optional("keepAlive") {
        $0.wholeSeconds(.seconds(5) ... .seconds(65_535))
      }
      let isOldVersion = version == .v311
      let sessionExpiry = map.optional("sessionExpiry") { $0.sessionExpiry(isOldVersion) }
      let receiveMaximum = map.optional("receiveMaximum") { $0.integer(in: 1...65_535) }
      let tls = map.optional("tls") { $0.tls(beside: broker) }
      guard let broker, let topics else { return nil }
      var spec = MQTTSourceSpec(
        host: broker.host, port: broker.port, topics: topics,
        clientID: clientID ?? "patchbay-\(name)")
      spec.tls = broker.isTLS ? tls ?? MQTTSourceSpec.TLS() : nil
      if let qos { spec.qos = qos }
      if let version { spec.version = version }
      spec.username = username ?? broker.username
      spec.password = password ?? broker.password
      if let keepAlive { spec.keepAlive = keepAlive }
      if let sessionExpiry { spec.sessionExpiry = sessionExpiry }
      if let receiveMaximum { spec.receiveMaximum = receiveMaximum }
      return spec
    }
  }

  private func broker() -> MQTTBroker? {
    let allowed = "`mqtt://[USER[:PASSWORD]@]HOST[:PORT]` or `mqtts://…`"
    guard let text = text(allowed: allowed) else { return nil }
    switch MQTTBroker.read(text.text, isSecret: text.isSecret) {
    case .success(let broker): return broker
    case .failure(let fault):
      // A broker's address may have a password in it, so that it is never repeated.
      let found = text.written.contains("@") ? "found an address that cannot be read" : nil
      refuse(
        found ?? "found \(text.shown)", allowed: fault.allowed ?? allowed,
        hint: text.isSecret ? nil : fault.hint)
      return nil
    }
  }

  private func topicFilters() -> [TopicFilter]? {
    distinctList(allowed: "a list of topic filters", orOne: true, by: { $0 }) { field in
      field.parsed("a topic filter, as in `sensors/+/state` or `sensors/#`") {
        text throws(RoutingError) in
        try TopicFilter(text)
      } words: {
        "which \($0.reason)"
      }
    }
  }

  private func qos() -> Int? {
    if case .scalar("2", isPlain: _) = node.content {
      refuse(
        "found `2`, which cannot be made safe: the MQTT library answers before the event is stored",
        allowed: "`0`, `1`", hint: "Use `qos: 1` with deduplication.")
      return nil
    }
    return integer(in: 0...1)
  }

  private func clientID() -> String? {
    let allowed = "1 to 256 bytes without control characters"
    guard let text = text(allowed: allowed) else { return nil }
    guard text.text.utf8.count <= 256, text.text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else {
      refuse(text, allowed: allowed)
      return nil
    }
    return text.text
  }

  private func credential(isSecret: Bool, beside broker: MQTTBroker?) -> Secret? {
    guard let secret = secret(isSecret: isSecret) else { return nil }
    guard broker?.username == nil else {
      refuse("stands here and in the address of the broker", allowed: "one of them")
      return nil
    }
    return secret
  }

  private func sessionExpiry(_ isOldVersion: Bool) -> Duration? {
    guard !isOldVersion else {
      refuse("found a session expiry beside `version: 3.1.1`", allowed: "beside `version: 5`")
      return nil
    }
    return wholeSeconds(.zero ... .seconds(365 * 86_400))
  }

  private func wholeSeconds(_ range: ClosedRange<Duration>) -> Duration? {
    guard let duration = duration(in: range) else { return nil }
    guard duration.components.attoseconds == 0 else {
      refuseKind(allowed: "whole seconds")
      return nil
    }
    return duration
  }

  private func tls(beside broker: MQTTBroker?) -> MQTTSourceSpec.TLS? {
    if broker?.isTLS == false {
      refuse(
        "found `tls` beside an `mqtt://` broker", allowed: "beside `mqtts://`",
        hint: "Write the broker's address with `mqtts://`.")
    }
    return mapping(allowed: "a map with `ca`, `certificate`, `key` or `verify`") { map in
      let authority = map.optional("ca") { $0.filePath() }
      let (certificate, key) = certificateAndKey(&map)
      let verifies = map.optional("verify") { $0.bool() }
      var spec = MQTTSourceSpec.TLS(authority: authority, certificate: certificate, key: key)
      if let verifies { spec.verifies = verifies }
      return spec
    }
  }
}
