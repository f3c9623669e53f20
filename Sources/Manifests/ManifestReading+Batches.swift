import Routing

extension ManifestReading {
  /// Checks what an association's batches stand beside.
  func check(_ draft: BatchDraft, of spec: AssociationSpec) {
    if spec.rule.mode == .sync {
      draft.field.refuse(
        "found beside `mode: sync`, where each event has an answer of its own",
        allowed: "beside `mode: queued`")
    }
    if spec.rule.order != .none {
      draft.field.refuse(
        "found beside `order: \(spec.rule.order.rawValue)`: events that go one after the other "
          + "don't go together", allowed: "`batch` or `order`")
    }
    let isHidden = spec.concealed.contains { $0.hasPrefix("to") }
    for reference in spec.rule.destinations.map(\.choice) {
      guard let function = functions[reference.function.text]?.spec,
        let version = function.versions(of: reference).first(where: \.spec.target.passesRequests)
      else { continue }
      draft.field.refuse(
        "found for \(isHidden ? "a function" : version.name.shown), whose format is `passthrough`: a batch is no request "
          + "that came", allowed: "targets with `format: binary` or `structured`")
    }
  }
}

extension FunctionSpec {
  /// What a reference may pick; names as `resize:2`.
  fileprivate func versions(of reference: FunctionReference) -> [(name: String, spec: VersionSpec)]
  {
    let numbers: Set<Int>
    switch reference.qualifier {
    case .latest:
      if let own { return [(name.text, own)] }
      numbers = Set(versions.suffix(1).map(\.number))
    case .version(let number): numbers = [number]
    case .alias(let alias):
      numbers = Set(aliases.first { $0.name == alias }?.versions.map(\.choice) ?? [])
    }
    return versions.filter { numbers.contains($0.number) }.map { ("\(name):\($0.number)", $0.spec) }
  }
}

extension TargetSpec {
  fileprivate var passesRequests: Bool {
    switch self {
    case .http(let target): target.format == .passthrough
    case .workers(let target): target.format == .passthrough
    case .exec, .callback: false
    }
  }
}
