extension FieldReader {
  /// Reads how connections to a target are kept.
  func connections() -> ConnectionsSpec? {
    mapping(allowed: "a map with `max`, `timeout`, `idle` or `maxAge`") { map in
      var spec = ConnectionsSpec()
      spec.max = map.optional("max") { $0.integer(in: ConnectionsSpec.Limits.max) }
      spec.timeout = map.optional("timeout") { $0.duration(in: ConnectionsSpec.Limits.timeout) }
      spec.idle = map.optional("idle") { $0.duration(in: ConnectionsSpec.Limits.idle) }
      spec.maxAge = map.optional("maxAge") { $0.duration(in: ConnectionsSpec.Limits.maxAge) }
      return spec
    }
  }
}
