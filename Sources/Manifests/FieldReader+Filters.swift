import Routing

extension FieldReader {
  /// Reads a filter; several keys in one map must all hold.
  func filter() -> Filter? {
    let hint: String? = if case .sequence = node.content { "Write `{ all: [ … ] }`." } else { nil }
    guard case .mapping(let entries) = node.content else {
      refuseKind(allowed: "a map of conditions", hint: hint)
      return nil
    }
    if entries.isEmpty {
      refuse("found an empty map", allowed: "at least one of \(FieldReader.filterKeys.listed())")
    }
    let terms = entries.compactMap { entry in
      FieldReader(node: entry.value, path: .key(path, entry.key.text), file: file)
        .term(entry.key, of: self)
    }
    return terms.count == 1 ? terms[0] : .all(terms)
  }

  private static let filterKeys = ["exact", "prefix", "suffix", "all", "any", "not", "data"]

  private func term(_ key: ManifestNode.Key, of map: FieldReader) -> Filter? {
    switch key.text {
    case "exact": conditions().map(Filter.exact)
    case "prefix": conditions().map(Filter.prefix)
    case "suffix": conditions().map(Filter.suffix)
    case "all": filters().map(Filter.all)
    case "any": filters().map(Filter.any)
    case "not": filter().map(Filter.not)
    case "data": dataFields().map { .data(DataPattern(fields: $0)) }
    case "sql", "cesql": refuseSQL(at: key.position)
    default: refuseUnknown(key, in: map)
    }
  }

  private func filters() -> [Filter]? {
    list(allowed: "a list of filters") { $0.filter() }
  }

  /// A map from attributes to the texts that they are compared with.
  private func conditions() -> [AttributeCondition]? {
    entries(allowed: "a map from attributes to texts") { key, field in
      let text = field.attributeText()
      guard isAttributeName(key.text) else {
        field.refuse(
          "found \(key.text.shown)", allowed: attributeRule,
          hint: key.text == "data" ? "Match the payload with `data: …` in the filter." : nil,
          at: key.position)
        return nil
      }
      return text.map { AttributeCondition(attribute: key.text, text: $0) }
    }
  }

  /// An attribute's value in its canonical text: booleans are `true` and `false`.
  private func attributeText() -> String? {
    if case .scalar(let written, let isPlain) = node.content,
      case .bool(let value) = CoreScalar(written, isPlain: isPlain)
    {
      return String(value)
    }
    return text()?.text
  }

  private func refuseSQL(at position: ManifestPosition) -> Filter? {
    refuse(
      "CloudEvents SQL filters are not supported by this version",
      hint: "Use exact, prefix, suffix, all, any, not or data.", at: position)
    return nil
  }

  private func refuseUnknown(_ key: ManifestNode.Key, in map: FieldReader) -> Filter? {
    map.refuseUnknown(key, allowed: FieldReader.filterKeys)
    return nil
  }
}
