import Routing

extension FieldReader {
  /// The keys of an http source that say who may send.
  static let admissionKeys = ["auth", "allow", "deny", "rate", "cors"]
  /// What to say where they stand in a source of another kind.
  static let admissionHint = "Only `http` sources have it."

  /// Reads them where they stand among the source's other keys.
  func admission(_ map: inout MappingReader) -> AdmissionSpec {
    var spec = proofs(&map)
    spec.cors = map.optional("cors") { $0.cors() }
    return spec
  }

  /// All but what concerns browsers.
  private func proofs(_ map: inout MappingReader) -> AdmissionSpec {
    var spec = AdmissionSpec()
    spec.auth = map.optional("auth") { $0.auth() }
    spec.allow = map.optional("allow") { $0.addressBlocks() } ?? []
    spec.deny = map.optional("deny") { $0.addressBlocks() } ?? []
    spec.rate = map.optional("rate") { $0.rate(beside: spec.auth) }
    return spec
  }

  /// The `invocations` section: the same keys but `cors`, for invocations without a source.
  func invocationAdmission() -> AdmissionSpec? {
    var spec = mapping(allowed: "a map with `auth`, `allow`, `deny` or `rate`") { proofs(&$0) }
    spec?.hidesKeyAddress = reading.takeConcealed().contains { $0.hasPrefix("jwt.keys") }
    return spec
  }

  private func addressBlocks() -> [AddressBlock]? {
    let allowed = "an address or a block of them, as in `10.0.0.0/8` or `::1`"
    let blocks = distinctList(allowed: "a list of addresses", orOne: true, by: { $0 }) { field in
      guard let text = field.text(allowed: allowed) else { return nil as AddressBlock? }
      if let block = AddressBlock(text.text) { return block }
      field.refuse(text, allowed: allowed)
      return nil
    }
    return atMost(AdmissionSpec.maxEntries, blocks)
  }

  /// The list, where it is not too long.
  func atMost<Value>(_ limit: Int, _ values: [Value]?) -> [Value]? {
    guard let values, values.count > limit else { return values }
    refuse("found \(values.count) entries", allowed: "at most \(limit)")
    return nil
  }
}
