import Routing

extension FieldReader {
  func function(_ name: FunctionName) -> FunctionDraft {
    var draft = FunctionDraft(hasOwnTarget: false, numbers: [], aliases: [])
    let spec: FunctionSpec? = mapping(allowed: "a map with `target` or `versions`") { map in
      let hasVersions = map.value(of: "versions") != nil
      draft.hasOwnTarget = map.value(of: "target") != nil
      let versions = map.optional("versions") { $0.versions(&draft) }
      let own = ownVersion(&map, isTargetNeeded: !hasVersions)
      let aliases = map.optional("aliases") { $0.aliases(&draft) }
      let weight = map.optional("weight") { $0.integer(in: FunctionSpec.weights) }
      guard !(hasVersions && versions == nil), !(draft.hasOwnTarget && own == nil) else {
        return nil
      }
      return FunctionSpec(
        name: name, own: own, versions: versions ?? [], aliases: aliases ?? [],
        weight: weight ?? 1)
    }
    draft.spec = spec
    draft.spec?.conceal(reading.takeConcealed())
    return draft
  }

  /// The function's own target with what belongs to it; the rest may stand only beside a target.
  private func ownVersion(_ map: inout MappingReader, isTargetNeeded: Bool) -> VersionSpec? {
    guard map.value(of: "target") == nil, !isTargetNeeded else {
      return version(&map, allowed: isTargetNeeded ? "`target` or `versions`" : nil)
    }
    let keys = [
      "timeout", "concurrency", "maxWait", "maxReply", "rate", "breaker", "retryBudget",
    ]
    for key in keys {
      map.value(of: key)?.refuse(
        "found \(key.shown) beside `versions`, without a `target` here",
        allowed: "in a version, or beside a `target`", hint: "Move it into each version.")
    }
    return nil
  }

  private func versions(_ draft: inout FunctionDraft) -> [FunctionSpec.NumberedVersion]? {
    var numbers: [Int] = []
    let versions: [FunctionSpec.NumberedVersion]? = entries(
      allowed: "a map from version numbers to versions"
    ) { key, field in
      let number = versionNumber(key, of: field)
      let spec = field.mapping(allowed: "a map with `target`") { map in field.version(&map) }
      guard let number else { return nil }
      numbers.append(number)
      return spec.map { FunctionSpec.NumberedVersion(number: number, spec: $0) }
    }
    draft.numbers = numbers
    return versions?.sorted { $0.number < $1.number }
  }

  private func version(_ map: inout MappingReader, allowed: String? = nil) -> VersionSpec? {
    let target = map.required("target", allowed: allowed) { $0.target() }
    let limits = VersionSpec.Limits.self
    let timeout = map.optional("timeout") { $0.duration(in: limits.timeout) }
    let concurrency = map.optional("concurrency") { $0.concurrency() }
    let maxWait = map.optional("maxWait") { $0.duration(in: limits.maxWait) }
    let maxReply = map.optional("maxReply") { $0.size(in: limits.maxReplyBytes) }
    let rate = map.optional("rate") { $0.pace() }
    let breaker = map.optional("breaker") { $0.breaker() }
    let retryBudget = map.optional("retryBudget") { $0.retryBudget() }
    guard let target else { return nil }
    var spec = VersionSpec(target: target)
    if let timeout { spec.timeout = timeout }
    if let concurrency {
      spec.concurrency = concurrency.upperBound
      if concurrency.count > 1 { spec.adaptiveConcurrency = concurrency }
    }
    if let maxWait { spec.maxWait = maxWait }
    if let maxReply { spec.maxReplyBytes = maxReply }
    spec.rate = rate
    if let breaker { spec.breaker = breaker.value }
    if let retryBudget { spec.retryBudget = retryBudget.value }
    return spec
  }

  private func aliases(_ draft: inout FunctionDraft) -> [FunctionSpec.AliasSpec]? {
    let numbers = draft.numbers
    var names: [AliasName] = []
    let aliases: [FunctionSpec.AliasSpec]? = entries(
      allowed: "a map from names to version numbers or weights"
    ) { key, field in
      let name = aliasName(key, of: field)
      let versions = field.aliasVersions(among: numbers)
      guard let name else { return nil }
      names.append(name)
      return versions.map { FunctionSpec.AliasSpec(name: name, versions: $0) }
    }
    draft.aliases = names
    return aliases?.sorted { $0.name < $1.name }
  }

  private func aliasName(_ key: ManifestNode.Key, of field: FieldReader) -> AliasName? {
    let isNumber = key.text.utf8.allSatisfy { (48...57).contains($0) }
    if let name = AliasName(key.text), !isNumber, key.text != "latest" { return name }
    field.refuse(
      "found \(key.text.shown) for the name of an alias",
      allowed: "\(nameRule), with something but digits in it and not `latest`", at: key.position)
    return nil
  }

  /// A version's number, or a map from numbers to weights.
  private func aliasVersions(among numbers: [Int]) -> [Weighted<Int>]? {
    let allowed = "a version's number, or a map from numbers to weights"
    if case .mapping = node.content {
      return entries(allowed: allowed) { key, field in
        let number = versionNumber(key, of: field)
        let weight = field.weight()
        guard let number, let weight else { return nil }
        field.check(number, among: numbers, written: key.text, at: key.position)
        return Weighted(number, weight: weight)
      }
    }
    guard case .scalar(let written, isPlain: _) = node.content else {
      refuseKind(allowed: allowed)
      return nil
    }
    guard let number = integer(in: FunctionSpec.versionNumbers) else { return nil }
    check(number, among: numbers, written: written, at: node.position)
    return [Weighted(number)]
  }

  private func check(
    _ number: Int, among numbers: [Int], written: String, at position: ManifestPosition
  ) {
    guard !numbers.contains(number) else { return }
    let allowed = numbers.map(String.init).listed()
    refuse(
      "found \(written.shown), but the function has no such version",
      allowed: numbers.isEmpty ? "numbers under `versions`" : allowed, at: position)
  }

  private func versionNumber(_ key: ManifestNode.Key, of field: FieldReader) -> Int? {
    if let number = Int(key.text), String(number) == key.text,
      FunctionSpec.versionNumbers.contains(number)
    {
      return number
    }
    let range = FunctionSpec.versionNumbers
    field.refuse(
      "found \(key.text.shown) for a version's number",
      allowed: "\(range.lowerBound) to \(range.upperBound)", at: key.position)
    return nil
  }

  /// A share's weight: any positive number within reason.
  func weight() -> Double? {
    let allowed = "a number above 0, at most 1000000000000"
    guard let text = scalar(allowed: allowed) else { return nil }
    switch text.scalar {
    case .integer(let number) where number > 0 && number <= 1_000_000_000_000:
      return Double(number)
    case .number(let number) where number >= 1e-12 && number <= 1e12: return number
    case .string where CoreScalar(text.text, isPlain: true) != .string:
      refuse(text, allowed: allowed, hint: "Take the quotes away.")
    default: refuse(text, allowed: allowed)
    }
    return nil
  }
}
