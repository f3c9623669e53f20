/// Something wrong with a manifest: where it stands, what was found and what is allowed.
///
/// No text in it ever shows what a placeholder (`${env:…}`, `${file:…}`) brought in.
package struct ManifestProblem: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The file as the user named it.
  package var file: String
  package var position: ManifestPosition
  /// The key's path, `associations.resize-uploads.to[1].weight`; `document` for the whole file.
  package var path: String
  /// What is wrong, without a full stop.
  package var found: String
  /// What could stand there instead, without a full stop; nil where `found` says it all.
  package var allowed: String?
  /// A sentence with its stop that says what to do; nil where there is nothing to add.
  package var hint: String?

  package init(
    file: String, position: ManifestPosition = .start, path: String = "document", found: String,
    allowed: String? = nil, hint: String? = nil
  ) {
    self.file = file
    self.position = position
    self.path = path
    self.found = found
    self.allowed = allowed
    self.hint = hint
  }

  /// `file:line:column: path: problem. hint`, on one line.
  package var description: String {
    var text = "\(file.escapingControls):\(position.line):\(position.column): \(path): \(found)"
    if let allowed { text += "; allowed: \(allowed)" }
    text += "."
    if let hint { text += " \(hint)" }
    return text
  }

  /// By file, then by place.
  package static func < (left: ManifestProblem, right: ManifestProblem) -> Bool {
    (left.file, left.position, left.path, left.found)
      < (right.file, right.position, right.path, right.found)
  }
}
