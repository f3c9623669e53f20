/// A value of a manifest at its place, while it is being understood.
///
/// Every method that reads returns nil where it has reported a problem; reading then goes on
/// beside it, so that all problems of all files come at once.
struct FieldReader {
  let node: ManifestNode
  let path: FieldPath
  let file: FileReading

  var reading: ManifestReading { file.reading }

  /// Reports a problem with this value, or with something at `position` in it.
  func refuse(
    _ found: String, allowed: String? = nil, hint: String? = nil,
    at position: ManifestPosition? = nil
  ) {
    if case .refused = node.content { return }
    reading.problems.append(
      ManifestProblem(
        file: file.name, position: position ?? node.position, path: path.description,
        found: found, allowed: allowed, hint: hint))
  }

  /// Reports that this value is of the wrong kind.
  func refuseKind(allowed: String, hint: String? = nil) {
    refuse("found \(kind)", allowed: allowed, hint: hint)
  }

  /// What stands here, in words.
  var kind: String {
    switch node.content {
    case .sequence: "a list"
    case .mapping: "a map"
    case .refused: "nothing"
    case .scalar(let text, let isPlain):
      switch CoreScalar(text, isPlain: isPlain) {
      case .null: "nothing"
      case .string: text.isEmpty ? "an empty string" : "the string \(text.shown)"
      default: text.shown
      }
    }
  }

  var isNull: Bool {
    if case .scalar(let text, let isPlain) = node.content {
      CoreScalar(text, isPlain: isPlain) == .null
    } else {
      false
    }
  }

  /// Reads a map with known keys; every other key is a problem.
  func mapping<Value>(
    allowed: String = "a map", hint: String? = nil,
    _ read: (inout MappingReader) -> Value?
  ) -> Value? {
    guard case .mapping(let entries) = node.content else {
      refuseKind(allowed: allowed, hint: hint)
      return nil
    }
    var reader = MappingReader(field: self, entries: entries)
    let value = read(&reader)
    reader.finish()
    return value
  }

  /// Reads a map whose keys are up to the user, entry by entry; an empty one is a problem.
  func entries<Value>(
    allowed: String, _ read: (ManifestNode.Key, FieldReader) -> Value?
  ) -> [Value]? {
    guard case .mapping(let entries) = node.content else {
      refuseKind(allowed: allowed)
      return nil
    }
    if entries.isEmpty { refuse("found an empty map", allowed: allowed) }
    return entries.compactMap { entry in
      read(
        entry.key,
        FieldReader(node: entry.value, path: .key(path, entry.key.text), file: file))
    }
  }

  /// Reads a list, or a single value in its stead where `orOne`; an empty list is a problem.
  func list<Value>(
    allowed: String, orOne: Bool = false, hint: String? = nil, _ read: (FieldReader) -> Value?
  ) -> [Value]? {
    guard case .sequence(let items) = node.content else {
      if case .scalar = node.content, orOne, !isNull { return read(self).map { [$0] } }
      refuseKind(allowed: allowed, hint: hint)
      return nil
    }
    if items.isEmpty { refuse("found an empty list", allowed: allowed) }
    return items.enumerated().compactMap { index, item in
      read(FieldReader(node: item, path: .item(path, index), file: file))
    }
  }

  /// Reads a list in which each value may stand once.
  func distinctList<Value, Key: Hashable>(
    allowed: String, orOne: Bool = false, hint: String? = nil, by key: (Value) -> Key,
    _ read: (FieldReader) -> Value?
  ) -> [Value]? {
    var places: [Key: Int] = [:]
    var next = 0
    return list(allowed: allowed, orOne: orOne, hint: hint) { item in
      let place = next
      next += 1
      guard let value = read(item) else { return nil }
      if let first = places[key(value)] {
        item.refuse("found the same as in [\(first)]", allowed: "each once")
        return nil
      }
      places[key(value)] = place
      return value
    }
  }

  /// Reports a key that means nothing here.
  func refuseUnknown(_ key: ManifestNode.Key, allowed: [String], hint: String? = nil) {
    FieldReader(node: node, path: .key(path, key.text), file: file).refuse(
      "unknown key", allowed: allowed.listed(limit: 20),
      hint: hint ?? reading.hint(for: key.text, among: allowed), at: key.position)
  }
}
