import Routing

extension FieldReader {
  /// Reads `NAME`, `NAME:VERSION` or `NAME:ALIAS`; whether it exists is checked in the end.
  func functionReference() -> FunctionReference? {
    let allowed = "a function, `NAME`, `NAME:VERSION` or `NAME:ALIAS`"
    guard let text = text(allowed: allowed) else { return nil }
    guard let reference = FunctionReference(text.text) else {
      refuse(text, allowed: allowed)
      return nil
    }
    reading.functionUses.append(
      ManifestReading.FunctionUse(reference: reference, text: text, field: self))
    return reference
  }

  /// Reads the name of a source; whether it exists is checked in the end.
  func sourceName() -> SourceName? {
    let allowed = "the name of a source"
    guard let text = text(allowed: allowed) else { return nil }
    guard let name = SourceName(text.text) else {
      refuse(text, allowed: allowed)
      return nil
    }
    reading.sourceUses.append(ManifestReading.SourceUse(name: name, text: text, field: self))
    return name
  }

  /// Reads the name of an attribute of CloudEvents: only `a-z0-9`.
  func attributeName() -> String? {
    guard let text = text(allowed: attributeRule) else { return nil }
    if isAttributeName(text.text) { return text.text }
    refuse(text, allowed: attributeRule, near: ["id", "source", "type", "subject", "time"])
    return nil
  }
}

/// CloudEvents 1.0.2, section "Attribute Naming Convention".
let attributeRule = "an attribute's name, of `a-z 0-9`"

func isAttributeName(_ text: String) -> Bool {
  (1...64).contains(text.utf8.count) && text != "data"
    && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
}
