import JSONSyntax

extension Manifest {
  /// The manifest in its own form with every default written out, and `***` for secrets.
  package var json: JSONValue {
    var members = [
      JSONMember("functions", section(functions.map(\.json))),
      JSONMember("sources", section(sources.map(\.json))),
      JSONMember("associations", section(associations.map(\.json))),
    ]
    if !invocations.isOpen {
      members.append(JSONMember("invocations", .object(invocations.members)))
    }
    if !admin.grants.isEmpty { members.append(JSONMember("admin", admin.json)) }
    if let tls { members.append(JSONMember("tls", tls.json)) }
    members.append(JSONMember("tracing", .string(tracing.rawValue)))
    members.append(JSONMember("ledger", ledger.json))
    members.append(JSONMember("history", history.json))
    members.append(JSONMember("results", results.json))
    if let callbacks = callbacks.json { members.append(JSONMember("callbacks", callbacks)) }
    return .object(members)
  }

  /// A map from names to items.
  private func section(_ items: [JSONValue]) -> JSONValue {
    .object(
      items.compactMap { item in
        guard case .object(let members) = item, case .string(let name)? = members.first?.value
        else { return nil }
        return JSONMember(name, .object(Array(members.dropFirst())))
      })
  }
}

extension JSONValue {
  /// A number as an integer where it is one.
  static func number(_ value: Double) -> JSONValue {
    Int64(exactly: value).map(JSONValue.integer) ?? .double(value)
  }

  static func duration(_ value: Duration) -> JSONValue { .string(value.written) }
  static func size(_ bytes: Int) -> JSONValue { .string(ByteSize.written(bytes)) }
  static func strings(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
  static func secret(_ value: Secret) -> JSONValue { .string(value.description) }
}

extension AdminSpec {
  fileprivate var json: JSONValue {
    [
      "tokens": .array(
        grants.map { ["token": .secret($0.token), "role": .string($0.role.rawValue)] })
    ]
  }
}
