import JSONSyntax
import Routing

extension FunctionSpec {
  /// The function's name, then its parts as a manifest writes them; secrets are `***`.
  package var json: JSONValue {
    var members = own?.members ?? []
    if !versions.isEmpty {
      members.append(JSONMember("versions", .object(versions.map { $0.member })))
    }
    if !aliases.isEmpty {
      members.append(JSONMember("aliases", .object(aliases.map { $0.member })))
    }
    if weight != 1 { members.append(JSONMember("weight", .number(Double(weight)))) }
    guard case .object(let shown) = JSONValue.object(members).concealing(concealed) else {
      return item(name.text, [])
    }
    return item(name.text, shown)
  }

  /// Each version by itself, named by its number; `latest` where the function has one of its own.
  package var versionList: [JSONValue] {
    guard case .object(let members) = json else { return [] }
    let own = members.filter { !["name", "versions", "aliases", "weight"].contains($0.name) }
    return named(json["versions"]) { $0 } + (own.isEmpty ? [] : [item("latest", own)])
  }

  /// Each alias by itself: its name, and the `versions` it stands for with their weights.
  package var aliasList: [JSONValue] {
    named(json["aliases"]) { .object([JSONMember("versions", $0)]) }
  }

  /// The members of an object, each by itself.
  private func named(_ object: JSONValue?, _ form: (JSONValue) -> JSONValue) -> [JSONValue] {
    guard case .object(let members) = object else { return [] }
    return members.map { member in
      guard case .object(let parts) = form(member.value) else { return item(member.name, []) }
      return item(member.name, parts)
    }
  }

  private func item(_ name: String, _ members: [JSONMember]) -> JSONValue {
    .object([JSONMember("name", .string(name))] + members)
  }
}

extension FunctionSpec.NumberedVersion {
  fileprivate var member: JSONMember { JSONMember(String(number), .object(spec.members)) }
}

extension FunctionSpec.AliasSpec {
  fileprivate var member: JSONMember { JSONMember(name.text, json) }

  fileprivate var json: JSONValue {
    .object(versions.map { JSONMember(String($0.choice), .number($0.weight)) })
  }
}

extension VersionSpec {
  fileprivate var members: [JSONMember] {
    [
      JSONMember("target", target.json),
      JSONMember("timeout", .duration(timeout)),
      JSONMember("concurrency", concurrencyJSON),
      JSONMember("maxWait", .duration(maxWait)),
      JSONMember("maxReply", .size(maxReplyBytes)),
    ] + flowMembers
  }
}

extension TargetSpec {
  var json: JSONValue {
    switch self {
    case .http(let spec):
      .object(
        [
          JSONMember("http", .string(spec.address.text)),
          JSONMember("format", .string(spec.format.rawValue)),
        ] + headers(spec.headers) + tls(spec.tls) + connections(spec.connections))
    case .workers(let spec):
      .object(
        [
          JSONMember("workers", .strings(spec.addresses.map(\.text))),
          JSONMember("format", .string(spec.format.rawValue)),
        ] + headers(spec.headers) + tls(spec.tls) + connections(spec.connections)
          + spec.healthMembers)
    case .exec(let spec):
      .object(
        [
          JSONMember("exec", .strings(spec.command)),
          JSONMember("directory", .string(spec.directory)),
        ] + environment(spec.environment) + confinement(spec))
    case .callback: .object([])
    }
  }

  private func headers(_ headers: [HeaderSpec]) -> [JSONMember] {
    guard !headers.isEmpty else { return [] }
    let members = headers.map { JSONMember($0.name, .secret($0.value)) }
    return [JSONMember("headers", .object(members))]
  }

  private func confinement(_ spec: ExecTargetSpec) -> [JSONMember] {
    let limits = [
      spec.limits.cpu.map { JSONMember("cpu", .string($0.written)) },
      spec.limits.memoryBytes.map { JSONMember("memory", .string(ByteSize.written($0))) },
      spec.limits.files.map { JSONMember("files", .integer(Int64($0))) },
      spec.limits.processes.map { JSONMember("processes", .integer(Int64($0))) },
    ].compactMap(\.self)
    let user = spec.user.map { [JSONMember("user", .string($0))] } ?? []
    return limits.isEmpty ? user : user + [JSONMember("limits", .object(limits))]
  }

  private func tls(_ spec: TargetTLSSpec) -> [JSONMember] {
    spec.json.map { [JSONMember("tls", $0)] } ?? []
  }

  private func connections(_ spec: ConnectionsSpec) -> [JSONMember] {
    spec.json.map { [JSONMember("connections", $0)] } ?? []
  }

  private func environment(_ variables: [ExecTargetSpec.EnvironmentVariable]) -> [JSONMember] {
    guard !variables.isEmpty else { return [] }
    let members = variables.map { JSONMember($0.name, .secret($0.value)) }
    return [JSONMember("environment", .object(members))]
  }
}
