import JSONSyntax

extension ConnectionsSpec {
  /// What differs from the defaults, as a manifest writes it; nil where nothing does.
  var json: JSONValue? {
    let members = [
      max.map { JSONMember("max", .integer(Int64($0))) },
      timeout.map { JSONMember("timeout", .duration($0)) },
      idle.map { JSONMember("idle", .duration($0)) },
      maxAge.map { JSONMember("maxAge", .duration($0)) },
    ].compactMap(\.self)
    return members.isEmpty ? nil : .object(members)
  }
}
