/// The parts of a text with placeholders: `${env:NAME}`, `${file:PATH}`, and `$${` for `${`.
enum Placeholders {
  enum Part: Hashable {
    case text(String)
    case environment(String)
    case file(String)
    /// It begins with `${`, but is neither of them.
    case malformed(String)
  }

  /// Nil where the text has no `${` in it, as nearly all have none.
  static func parts(of text: String) -> [Part]? {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return nil }
    var parts: [Part] = []
    var literal = Substring()
    var rest = text[...]
    var isPlain = true
    while let dollar = rest.utf8.firstIndex(of: UInt8(ascii: "$")) {
      literal += rest[..<dollar]
      rest = rest[dollar...]
      if rest.utf8.starts(with: "$${".utf8) {
        literal += "${"
        rest = rest.dropScalars(3)
        isPlain = false
      } else if rest.utf8.starts(with: "${".utf8) {
        if !literal.isEmpty { parts.append(.text(String(literal))) }
        literal = ""
        parts.append(placeholder(&rest))
        isPlain = false
      } else {
        literal += "$"
        rest = rest.dropScalars(1)
      }
    }
    guard !isPlain else { return nil }
    literal += rest
    if !literal.isEmpty { parts.append(.text(String(literal))) }
    return parts
  }

  /// Takes the placeholder that `text` begins with, up to its `}`.
  private static func placeholder(_ text: inout Substring) -> Part {
    guard let end = text.utf8.firstIndex(of: UInt8(ascii: "}")) else {
      defer { text = "" }
      return .malformed(String(text))
    }
    // Bytes, for a combining mark beside the brace would make another character of the two.
    let whole = text[..<text.utf8.index(after: end)]
    text = text[whole.endIndex...]
    let inside = whole.dropScalars(2)[..<end]
    if inside.utf8.starts(with: "env:".utf8) {
      let name = inside.dropScalars(4)
      return isVariableName(name) ? .environment(String(name)) : .malformed(String(whole))
    }
    if inside.utf8.starts(with: "file:".utf8) {
      let path = inside.dropScalars(5)
      return path.isEmpty || path.utf8.contains(0)
        ? .malformed(String(whole)) : .file(String(path))
    }
    return .malformed(String(whole))
  }

  private static func isVariableName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy {
      (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
        || $0 == UInt8(ascii: "_")
    }
  }
}

extension Substring {
  /// Without the first `count` bytes, which the caller knows to be ASCII.
  fileprivate func dropScalars(_ count: Int) -> Substring {
    self[utf8.index(startIndex, offsetBy: count)...]
  }
}
