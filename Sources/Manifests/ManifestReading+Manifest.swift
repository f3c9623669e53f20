import Routing

extension ManifestReading {
  /// What was declared, complete where there are no problems; settles each association's mode.
  func manifest() -> Manifest {
    Manifest(
      functions: functions.declared.compactMap(\.item.spec),
      sources: sources.declared.compactMap(\.item),
      associations: associations.declared.compactMap { declared in
        declared.item.flatMap { draft in spec(draft, at: declared) }
      }, invocations: invocations?.spec ?? AdmissionSpec(), admin: admin, tls: tls?.spec,
      tracing: tracing?.spec ?? .propagate, ledger: ledger?.spec ?? LedgerSpec(),
      history: history?.spec ?? HistorySpec(), results: results?.spec ?? ResultsSpec(),
      callbacks: callbacks?.spec ?? .local)
  }

  private func spec(
    _ draft: AssociationDraft, at declared: Section<AssociationDraft?>.Declared
  ) -> AssociationSpec? {
    guard let mode = draft.mode ?? defaultMode(draft, at: declared) else { return nil }
    var spec = AssociationSpec(
      rule: Association(
        name: draft.name, sources: draft.sources, destinations: draft.destinations, mode: mode,
        filter: draft.filter, sticky: draft.sticky),
      delivery: draft.delivery, rate: draft.rate)
    check(draft.order, mode)
    spec.rule.order = draft.order.order
    spec.onKeyFailure = draft.order.onKeyFailure
    spec.concealed = draft.concealed
    spec.dedupe = draft.dedupe
    spec.resultRetention = draft.resultRetention
    if draft.dedupe != nil { checkStored("dedupe", spec, at: declared) }
    if draft.resultRetention != nil { checkStored("results", spec, at: declared) }
    spec.onSuccess = draft.onSuccess
    spec.onFailure = draft.onFailure
    if draft.onSuccess != nil { checkQueued("onSuccess", spec, at: declared) }
    if draft.onFailure != nil { checkQueued("onFailure", spec, at: declared) }
    spec.batch = draft.batch?.spec
    if let batch = draft.batch { check(batch, of: spec) }
    spec.rule.hidesFilter = draft.concealed.contains { $0.hasPrefix("filter") }
    return spec
  }

  /// Only what is stored before it is delivered can be known again, or asked for.
  private func checkStored(
    _ key: String, _ spec: AssociationSpec, at declared: Section<AssociationDraft?>.Declared
  ) {
    guard checkQueued(key, spec, at: declared) else { return }
    let kafka = spec.rule.sources.first { name in
      guard case .some(.some(let source)) = sources[name.text] else { return false }
      if case .kafka = source.kind { return true } else { return false }
    }
    if kafka != nil {
      field(key, of: declared).refuse(
        "found for a kafka source, which keeps its records itself",
        allowed: "for http, cron, mqtt and function sources")
    }
  }

  /// - Returns: false where that has been refused.
  @discardableResult
  private func checkQueued(
    _ key: String, _ spec: AssociationSpec, at declared: Section<AssociationDraft?>.Declared
  ) -> Bool {
    guard spec.rule.mode != .queued else { return true }
    field(key, of: declared).refuse(
      "found beside `mode: sync`, where nothing is stored", allowed: "beside `mode: queued`")
    return false
  }

  private func field(
    _ key: String, of declared: Section<AssociationDraft?>.Declared
  ) -> FieldReader {
    FieldReader(
      node: declared.field.node, path: .key(declared.field.path, key), file: declared.field.file)
  }

  private func check(_ draft: OrderDraft, _ mode: DeliveryMode) {
    guard mode == .sync, draft.order != .none else { return }
    draft.field?.refuse(
      "found \(draft.order.rawValue.shown), but its mode is `sync`: whoever waits for an answer is not "
        + "kept in order", allowed: "an order beside `mode: queued`")
  }

  /// `sync` for http sources and `queued` for all others; nil where they are mixed.
  private func defaultMode(
    _ draft: AssociationDraft, at declared: Section<AssociationDraft?>.Declared
  ) -> DeliveryMode? {
    var modes: Set<DeliveryMode> = []
    for name in draft.sources {
      // A source that could not be read has been reported; nothing follows from it.
      guard case .some(.some(let source)) = sources[name.text] else { return nil }
      if case .http = source.kind { modes.insert(.sync) } else { modes.insert(.queued) }
    }
    guard modes.count == 2 else { return modes.first }
    let field = declared.field
    FieldReader(node: field.node, path: .key(field.path, "mode"), file: field.file).refuse(
      "the key is missing, and the sources mix http (by default `sync`) with others (`queued`)",
      allowed: "`sync`, `queued`", hint: "Write the mode that is meant.")
    return nil
  }
}
