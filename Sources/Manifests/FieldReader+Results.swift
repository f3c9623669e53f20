extension FieldReader {
  /// `{ retention: 1h, maxBytes: 64MiB, maxResultBytes: 1MiB }`, or the retention itself.
  func results() -> ResultsSpec? {
    var spec = ResultsSpec()
    guard case .mapping = node.content else {
      return retention(in: &spec) ? spec : nil
    }
    return mapping(allowed: "a map with `retention`") { map in
      _ = map.value(of: "retention")?.retention(in: &spec)
      let maxBytes = map.optional("maxBytes") { $0.size(in: ResultsSpec.maxBytesRange) }
      if let maxBytes { spec.maxBytes = maxBytes }
      let maxResultBytes = map.optional("maxResultBytes") {
        $0.size(in: ResultsSpec.maxResultBytesRange)
      }
      if let maxResultBytes { spec.maxResultBytes = maxResultBytes }
      return spec
    }
  }

  /// How long results are kept.
  func resultRetention() -> Duration? { duration(in: ResultsSpec.retentionRange) }

  /// Reads how long results are kept, or `off`; false where it is neither.
  private func retention(in spec: inout ResultsSpec) -> Bool {
    let range = ResultsSpec.retentionRange
    let allowed = "`off` or a duration, \(range.lowerBound.written) to \(range.upperBound.written)"
    guard let text = text(allowed: allowed) else { return false }
    if text.text == "off" {
      spec.retention = nil
      return true
    }
    guard let duration = Duration(written: text.text), range.contains(duration) else {
      refuse(text, allowed: allowed)
      return false
    }
    spec.retention = duration
    return true
  }
}
