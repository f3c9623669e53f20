extension JSONValue {
  /// Appends this document on one line, without any white space.
  ///
  /// A double that is not finite, which JSON cannot express, is written as `null`.
  package func append(to bytes: inout [UInt8]) {
    switch self {
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        appendJSONString(member.name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    default: appendScalar(to: &bytes)
    }
  }

  /// Appends this document for people: a line for each member and element, two spaces a level.
  ///
  /// There is no line feed at the end.
  package func appendPretty(to bytes: inout [UInt8]) { appendPretty(to: &bytes, level: 0) }

  /// This document on one line.
  package var compactText: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// This document for people; see `appendPretty(to:)`.
  package var prettyText: String {
    var bytes: [UInt8] = []
    appendPretty(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func appendPretty(to bytes: inout [UInt8], level: Int) {
    switch self {
    case .array(let elements) where !elements.isEmpty:
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        appendLineBreak(to: &bytes, level: level + 1, afterComma: index > 0)
        element.appendPretty(to: &bytes, level: level + 1)
      }
      appendLineBreak(to: &bytes, level: level, afterComma: false)
      bytes.append(UInt8(ascii: "]"))
    case .object(let members) where !members.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        appendLineBreak(to: &bytes, level: level + 1, afterComma: index > 0)
        appendJSONString(member.name, to: &bytes)
        bytes.append(contentsOf: ": ".utf8)
        member.value.appendPretty(to: &bytes, level: level + 1)
      }
      appendLineBreak(to: &bytes, level: level, afterComma: false)
      bytes.append(UInt8(ascii: "}"))
    default: append(to: &bytes)
    }
  }

  private func appendLineBreak(to bytes: inout [UInt8], level: Int, afterComma: Bool) {
    if afterComma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
  }

  private func appendScalar(to bytes: inout [UInt8]) {
    switch self {
    case .string(let text): appendJSONString(text, to: &bytes)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .double(let value) where value.isFinite: bytes.append(contentsOf: "\(value)".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .null, .double, .array, .object: bytes.append(contentsOf: "null".utf8)
    }
  }
}
