import Instants
import JSONSyntax
import Routing
import Schedules

extension SourceSpec {
  /// The source's name, then its kind as a manifest writes it; secrets are `***`.
  package var json: JSONValue {
    let value: JSONValue =
      switch kind {
      case .http(let spec): .object(spec.members)
      case .cron(let spec): .object(spec.members)
      case .mqtt(let spec): .object(spec.members)
      case .kafka(let spec): .object(spec.members)
      case .function(let reference): .string(reference.description)
      }
    let shown = JSONValue.object([JSONMember(kind.label, value)]).concealing(concealed)
    guard case .object(let members) = shown else {
      return .object([JSONMember("name", .string(name.text))])
    }
    let history = keepsHistory ? [] : [JSONMember("history", false)]
    return .object([JSONMember("name", .string(name.text))] + members + history)
  }
}

extension HTTPSourceSpec {
  fileprivate var members: [JSONMember] {
    var members = [
      JSONMember("path", .string(path.description)), JSONMember("methods", .strings(methods)),
    ]
    if let host { members.append(JSONMember("host", .string(host))) }
    members.append(JSONMember("maxBody", .size(maxBodyBytes)))
    return members + admission.members
  }
}

extension CronSourceSpec {
  fileprivate var members: [JSONMember] {
    var members = [
      JSONMember("schedule", .string(schedule.text)), JSONMember("timezone", .string(timezone)),
    ]
    if let data { members.append(JSONMember("data", data)) }
    var rules: [JSONMember] = []
    if let gap = dst.gap { rules.append(JSONMember("gap", .string(gap.rawValue))) }
    if let overlap = dst.overlap { rules.append(JSONMember("overlap", .string(overlap.rawValue))) }
    if !rules.isEmpty { members.append(JSONMember("dst", .object(rules))) }
    let missed: JSONValue =
      switch catchUp {
      case .none: .string("none")
      case .latest: .string("latest")
      case .all(let limit): .object([JSONMember("all", .integer(Int64(limit)))])
      }
    return members + [JSONMember("catchUp", missed)]
  }
}

extension MQTTSourceSpec {
  fileprivate var members: [JSONMember] {
    let address = HostAndPort.written(host: host, port: port)
    var members = [
      JSONMember("broker", .string("\(tls == nil ? "mqtt" : "mqtts")://\(address)")),
      JSONMember("topics", .strings(topics.map(\.description))),
      JSONMember("qos", .integer(Int64(qos))),
      JSONMember("version", .string(version.rawValue)),
      JSONMember("clientId", .string(clientID)),
    ]
    if let username { members.append(JSONMember("username", .secret(username))) }
    if let password { members.append(JSONMember("password", .secret(password))) }
    members.append(JSONMember("keepAlive", .duration(keepAlive)))
    if version == .v5 { members.append(JSONMember("sessionExpiry", .duration(sessionExpiry))) }
    members.append(JSONMember("receiveMaximum", .integer(Int64(receiveMaximum))))
    if let tls {
      let files = [("ca", tls.authority), ("certificate", tls.certificate), ("key", tls.key)]
      var shown = files.compactMap { key, path in path.map { JSONMember(key, .string($0)) } }
      if !tls.verifies { shown.append(JSONMember("verify", .bool(false))) }
      members.append(JSONMember("tls", .object(shown)))
    }
    return members
  }
}

extension KafkaSourceSpec {
  fileprivate var members: [JSONMember] {
    let start: JSONValue =
      switch start {
      case .earliest: .string("earliest")
      case .latest: .string("latest")
      case .timestamp(let milliseconds):
        .object([
          JSONMember(
            "timestamp", .string(WallTime(millisecondsSinceEpoch: milliseconds).rfc3339))
        ])
      }
    let members = [
      JSONMember("brokers", .strings(brokers)), JSONMember("topics", .strings(topics)),
      JSONMember("group", .string(group)), JSONMember("lanes", .integer(Int64(lanes))),
      JSONMember("order", .string(order.rawValue)), JSONMember("start", start),
    ]
    if properties.isEmpty { return members }
    let shown = properties.map { JSONMember($0.name, .secret($0.value)) }
    return members + [JSONMember("properties", .object(shown))]
  }
}
