import JSONSyntax

extension TargetTLSSpec {
  /// What differs from the defaults, as a manifest writes it; nil where nothing does.
  var json: JSONValue? {
    var members: [JSONMember] = []
    if let authority { members.append(JSONMember("ca", .string(authority))) }
    if let identity { members += identity.members }
    if let serverName { members.append(JSONMember("serverName", .string(serverName))) }
    if !verifies { members.append(JSONMember("verify", .bool(false))) }
    return members.isEmpty ? nil : .object(members)
  }
}

extension CertificateSpec {
  var members: [JSONMember] {
    [JSONMember("certificate", .string(certificate)), JSONMember("key", .string(key))]
  }
}
