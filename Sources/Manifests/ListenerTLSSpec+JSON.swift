import JSONSyntax

extension ListenerTLSSpec {
  /// The section as a manifest writes it; secrets are `***`.
  package var json: JSONValue {
    var members = [JSONMember("certificates", .array(certificates.map { .object($0.members) }))]
    if let clientAuthority {
      members += [
        JSONMember("clientCA", .string(clientAuthority)),
        JSONMember("clientCertificates", .string(clientCertificates.rawValue)),
      ]
    }
    members += [
      JSONMember("minimum", .string(minimum.rawValue)), JSONMember("admin", .bool(admin)),
    ]
    return JSONValue.object(members).concealing(concealed)
  }
}
