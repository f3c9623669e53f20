extension FieldReader {
  /// `{ record: failures, retention: 7d, maxBytes: 256MiB }`, or what is recorded itself.
  func ledger() -> LedgerSpec? {
    var spec = LedgerSpec()
    guard case .mapping = node.content else {
      guard let choice = ledgerChoice() else { return nil }
      spec.record = choice
      return spec
    }
    return mapping(allowed: "a map with `record`") { map in
      if let choice = map.optional("record", as: { $0.ledgerChoice() }) { spec.record = choice }
      let retention = map.optional("retention") { $0.duration(in: LedgerSpec.retentionRange) }
      if let retention { spec.retention = retention }
      let maxBytes = map.optional("maxBytes") { $0.size(in: LedgerSpec.maxBytesRange) }
      if let maxBytes { spec.maxBytes = maxBytes }
      return spec
    }
  }

  private func ledgerChoice() -> LedgerSpec.Choice? {
    let allowed = "`all`, `failures`, `off` or a share, as in `sample:0.01`"
    guard let text = text(allowed: allowed) else { return nil }
    if let choice = LedgerSpec.Choice(written: text.text) { return choice }
    refuse(text, allowed: allowed, near: LedgerSpec.Choice.words)
    return nil
  }
}
