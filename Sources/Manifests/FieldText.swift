/// A text of a manifest after its placeholders were filled in.
struct FieldText {
  /// What the text says; where `isSecret`, no problem may show it.
  let text: String
  /// Whether a part of it came from a placeholder.
  let isSecret: Bool
  /// As it stands in the file, placeholders and all.
  let written: String
  /// Whether it stands without quotes.
  let isPlain: Bool

  /// As problems show it.
  var shown: String { written.isEmpty ? "an empty string" : written.shown }

  /// What the text means where a number, a boolean or null is asked for.
  ///
  /// What a placeholder brought in counts as unquoted: JSON can write it in quotes only.
  var scalar: CoreScalar { CoreScalar(text, isPlain: isPlain || isSecret) }

  func secret(isSecret always: Bool = false) -> Secret {
    Secret(text, isSecret: isSecret || always)
  }
}
