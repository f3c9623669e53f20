import JSONSyntax
import Routing

extension FunctionSpec {
  /// The function's name, then its parts as a manifest writes them; secrets are `***`.
  package var json: JSONValue {
    var members = own?.members ?? []
    if !versions.isEmpty {
      members.append(
        JSONMember(
          "versions",
          .object(versions.map { JSONMember(String($0.number), .object($0.spec.members)) })))
    }
    if !aliases.isEmpty {
      members.append(
        JSONMember("aliases", .object(aliases.map { JSONMember($0.name.text, $0.json) })))
    }
    guard case .object(let shown) = JSONValue.object(members).concealing(concealed) else {
      return .object([JSONMember("name", .string(name.text))])
    }
    return .object([JSONMember("name", .string(name.text))] + shown)
  }
}

extension FunctionSpec.AliasSpec {
  fileprivate var json: JSONValue {
    .object(versions.map { JSONMember(String($0.choice), .number($0.weight)) })
  }
}

extension VersionSpec {
  fileprivate var members: [JSONMember] {
    [
      JSONMember("target", target.json),
      JSONMember("timeout", .duration(timeout)),
      JSONMember("concurrency", .integer(Int64(concurrency))),
      JSONMember("maxWait", .duration(maxWait)),
      JSONMember("maxReply", .size(maxReplyBytes)),
    ]
  }
}

extension TargetSpec {
  fileprivate var json: JSONValue {
    switch self {
    case .http(let spec):
      .object(
        [
          JSONMember("http", .string(spec.address.text)),
          JSONMember("format", .string(spec.format.rawValue)),
        ] + headers(spec.headers) + tls(spec.tls))
    case .workers(let spec):
      .object(
        [
          JSONMember("workers", .strings(spec.addresses.map(\.text))),
          JSONMember("format", .string(spec.format.rawValue)),
        ] + headers(spec.headers) + tls(spec.tls))
    case .exec(let spec):
      .object(
        [
          JSONMember("exec", .strings(spec.command)),
          JSONMember("directory", .string(spec.directory)),
        ] + environment(spec.environment) + confinement(spec))
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

  private func environment(_ variables: [ExecTargetSpec.EnvironmentVariable]) -> [JSONMember] {
    guard !variables.isEmpty else { return [] }
    let members = variables.map { JSONMember($0.name, .secret($0.value)) }
    return [JSONMember("environment", .object(members))]
  }
}
