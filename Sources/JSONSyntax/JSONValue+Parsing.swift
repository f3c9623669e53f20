extension JSONValue {
  /// Reads a JSON document (RFC 8259), strictly; see `JSONScanner`.
  ///
  /// - Throws: `JSONError`, also where an object has two members of one name, or a number has no
  ///   fraction and no exponent but is beyond both 64 bits and a double.
  package init(parsing bytes: Span<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    var scanner = try JSONScanner(bytes, limits: limits)
    self = try scanner.value()
    try scanner.finish()
  }
}

extension JSONScanner {
  /// Reads the next value whole.
  ///
  /// - Throws: `JSONError`, also where an object has two members of one name.
  package mutating func value() throws(JSONError) -> JSONValue {
    switch try peek() {
    case .null:
      try null()
      return .null
    case .bool: return .bool(try bool())
    case .number: return try number()
    case .string: return .string(text(try string()))
    case .array:
      try enterArray()
      var elements: [JSONValue] = []
      while try nextElement() { elements.append(try value()) }
      return .array(elements)
    case .object:
      try enterObject()
      var members: [JSONMember] = []
      var names = JSONNames()
      while let name = try nextMember() {
        let text = text(name)
        guard names.insert(text) else {
          throw error(
            at: name.range.lowerBound &- 1, "the name \(quoted(text)) stands here again")
        }
        members.append(JSONMember(text, try value()))
      }
      return .object(members)
    }
  }
}

/// At most 64 characters, quoted so that the reason stays on one line.
private func quoted(_ name: String) -> String {
  let start = name.unicodeScalars.prefix(64)
  let text = String(String.UnicodeScalarView(start))
  var bytes: [UInt8] = []
  appendJSONString(text.utf8.count < name.utf8.count ? text + "…" : text, to: &bytes)
  return String(decoding: bytes, as: UTF8.self)
}
