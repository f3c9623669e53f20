extension FieldReader {
  /// `{ size: 100, window: 2s, bytes: 1MiB, bisect: true }`.
  func batch() -> BatchDraft? {
    mapping(allowed: "a map with `size`") { map in
      let limits = BatchSpec.Limits.self
      let size = map.required("size") { $0.integer(in: limits.size) }
      let window = map.optional("window") { $0.duration(in: limits.window) }
      let bytes = map.optional("bytes") { $0.size(in: limits.bytes) }
      let bisect = map.optional("bisect") { $0.bool() }
      guard let size else { return nil }
      var spec = BatchSpec(size: size)
      if let window { spec.window = window }
      if let bytes { spec.bytes = bytes }
      if let bisect { spec.isBisected = bisect }
      return BatchDraft(spec: spec, field: self)
    }
  }
}
