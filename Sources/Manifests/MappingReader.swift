/// A map with known keys, while it is being read: it knows which keys were asked for.
struct MappingReader {
  let field: FieldReader
  private let entries: [ManifestNode.Entry]
  private var asked: [String] = []
  private var missing: [(key: String, allowed: String?)] = []
  /// Keys of which one should be there and is not.
  private var noneOf: [String] = []
  /// What to say of keys that belong somewhere else.
  private var hints: [String: String] = [:]

  init(field: FieldReader, entries: [ManifestNode.Entry]) {
    self.field = field
    self.entries = entries
  }

  /// Reads the value of a key that must be there; `allowed` says what could be there instead.
  mutating func required<Value>(
    _ key: String, allowed: String? = nil, as read: (FieldReader) -> Value?
  ) -> Value? {
    guard let value = value(of: key) else {
      missing.append((key, allowed))
      return nil
    }
    return read(value)
  }

  /// Reads the value of a key that may be left out.
  mutating func optional<Value>(
    _ key: String, as read: (FieldReader) -> Value?
  ) -> Value? {
    value(of: key).flatMap(read)
  }

  /// The value of a key, unread; nil where the key is left out.
  mutating func value(of key: String) -> FieldReader? {
    if !asked.contains(key) { asked.append(key) }
    guard let entry = entries.first(where: { $0.key.text == key }) else { return nil }
    return FieldReader(node: entry.value, path: .key(field.path, key), file: field.file)
  }

  /// Gives keys that belong somewhere else a hint that says where; they stay unknown here.
  mutating func misplaced(_ keys: [String], hint: String) {
    for key in keys { hints[key] = hint }
  }

  /// The one of these keys that is there; none or several are a problem.
  mutating func only(of keys: [String]) -> (key: String, value: FieldReader)? {
    asked += keys
    let present = entries.filter { keys.contains($0.key.text) }
    guard let first = present.first else {
      noneOf = keys
      return nil
    }
    for other in present.dropFirst() {
      field.refuse(
        "found \(other.key.text.shown) beside \(first.key.text.shown)",
        allowed: "exactly one of \(keys.listed())", at: other.key.position)
    }
    return (
      first.key.text,
      FieldReader(node: first.value, path: .key(field.path, first.key.text), file: field.file)
    )
  }

  /// Reports the keys that nobody asked for, and the missing ones that they were not meant to be.
  func finish() {
    var meant: Set<String> = []
    let unknown = entries.filter { !asked.contains($0.key.text) }
    if !noneOf.isEmpty, unknown.isEmpty {
      field.refuse("found none of the keys", allowed: "exactly one of \(noneOf.listed())")
    }
    for entry in unknown {
      field.refuseUnknown(entry.key, allowed: asked, hint: hints[entry.key.text])
      if let near = field.reading.nearest(to: entry.key.text, among: asked) { meant.insert(near) }
    }
    for (key, allowed) in missing where !meant.contains(key) {
      FieldReader(node: field.node, path: .key(field.path, key), file: field.file)
        .refuse("the key is missing", allowed: allowed)
    }
  }
}
