extension FieldReader {
  /// `{ record: all, retention: 24h, bytes: 1GiB }`, or what is kept itself.
  func history() -> HistorySpec? {
    var spec = HistorySpec()
    guard case .mapping = node.content else {
      guard let record = choice(HistorySpec.Choice.self) else { return nil }
      spec.record = record
      return spec
    }
    return mapping(allowed: "a map with `record`") { map in
      let record = map.required("record") { $0.choice(HistorySpec.Choice.self) }
      let retention = map.optional("retention") { $0.duration(in: HistorySpec.retentionRange) }
      let maxBytes = map.optional("bytes") { $0.size(in: HistorySpec.maxBytesRange) }
      guard let record else { return nil }
      spec.record = record
      if let retention { spec.retention = retention }
      if let maxBytes { spec.maxBytes = maxBytes }
      return spec
    }
  }
}
