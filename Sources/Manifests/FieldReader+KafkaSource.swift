import Instants

extension FieldReader {
  func kafkaSource() -> KafkaSourceSpec? {
    mapping(allowed: "a map with `brokers`, `topics` and `group`") { map in
      map.misplaced(FieldReader.admissionKeys, hint: FieldReader.admissionHint)
      let brokers = map.required("brokers") { $0.kafkaBrokers() }
      let topics = map.required("topics") { $0.kafkaTopics() }
      let group = map.required("group") { $0.text(allowed: "the name of a consumer group") }
      let lanes = map.optional("lanes") { $0.integer(in: 1...10_000) }
      let order = map.optional("order") { $0.choice(KafkaSourceSpec.Order.self) }
      let start = map.optional("start") { $0.kafkaStart() }
      let properties = map.optional("properties") { $0.kafkaProperties() }
      guard let brokers, let topics, let group else { return nil }
      var spec = KafkaSourceSpec(brokers: brokers, topics: topics, group: group.text)
      if let lanes { spec.lanes = lanes }
      if let order { spec.order = order }
      if let start { spec.start = start }
      if let properties { spec.properties = properties }
      return spec
    }
  }

  private func kafkaBrokers() -> [String]? {
    let allowed = "a broker, `HOST[:PORT]`"
    return distinctList(allowed: "a list of brokers", orOne: true, by: { $0 }) { field in
      guard let text = field.text(allowed: allowed) else { return nil }
      if let broker = HostAndPort(text.text[...]) {
        return HostAndPort.written(host: broker.host, port: broker.port ?? 9092)
      }
      let hint =
        URLScheme(text.text) != nil
        ? "Leave the scheme away."
        : text.text.contains(",") ? "Write a list of them." : nil
      field.refuse(text, allowed: allowed, hint: text.isSecret ? nil : hint)
      return nil
    }
  }

  private func kafkaTopics() -> [String]? {
    let allowed = "1 to 249 of `a-z A-Z 0-9 . _ -`"
    return distinctList(allowed: "a list of topics", orOne: true, by: { $0 }) { field in
      guard let text = field.text(allowed: allowed) else { return nil }
      let isName =
        text.text != "." && text.text != ".." && text.text.utf8.count <= 249
        && text.text.utf8.allSatisfy {
          (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
            || ".-_".utf8.contains($0)
        }
      if !isName { field.refuse(text, allowed: allowed) }
      return isName ? text.text : nil
    }
  }

  private func kafkaStart() -> KafkaSourceSpec.Start? {
    if case .mapping = node.content {
      return mapping { map in
        map.required("timestamp") { field in
          let allowed = "an instant, as in `2026-03-29T01:30:00Z`"
          guard let text = field.text(allowed: allowed) else { return nil }
          guard let time = WallTime(rfc3339: text.text), time.nanosecondsSinceEpoch >= 0 else {
            field.refuse(text, allowed: allowed)
            return nil
          }
          return .timestamp(millisecondsSinceEpoch: time.millisecondsSinceEpoch)
        }
      }
    }
    let allowed = "`earliest`, `latest` or `{ timestamp: INSTANT }`"
    guard let text = text(allowed: allowed) else { return nil }
    switch text.text {
    case "earliest": return .earliest
    case "latest": return .latest
    default:
      let isInstant = !text.isSecret && WallTime(rfc3339: text.text) != nil
      refuse(
        text, allowed: allowed, hint: isInstant ? "Write `{ timestamp: \(text.text) }`." : nil,
        near: ["earliest", "latest"])
      return nil
    }
  }

  private func kafkaProperties() -> [KafkaSourceSpec.Property]? {
    entries(allowed: "a map from librdkafka's properties to values") { key, field in
      if let own = KafkaProperty.routersOwn[key.text] {
        field.refuse(
          "found a property that the router sets", allowed: "other properties of librdkafka",
          hint: own, at: key.position)
        return nil
      }
      guard let text = field.scalar(allowed: "a text or a number") else { return nil }
      guard text.scalar != .null else {
        field.refuseKind(allowed: "a text or a number")
        return nil
      }
      if let problem = reading.checks.kafkaProperty(key.text, text.text) {
        // The words of a check may repeat the value.
        let isSecret = text.isSecret || SecretName.isSecret(key.text)
        field.refuse(
          isSecret ? "found a value that librdkafka refuses" : "found \(text.shown), \(problem)",
          at: key.position)
        return nil
      }
      return KafkaSourceSpec.Property(
        name: key.text, value: text.secret(isSecret: SecretName.isSecret(key.text)))
    }
  }
}
