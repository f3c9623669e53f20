extension JSONScanner {
  /// Reads a string and tells where it stands; `text(_:)` gives its characters.
  package mutating func string() throws(JSONError) -> JSONText {
    try string(expected: "a string is expected here")
  }

  /// - Parameter expected: the reason of the error where something else stands.
  mutating func string(expected: String) throws(JSONError) -> JSONText {
    skipWhitespace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
      throw error(at: offset, expected)
    }
    let start = offset &+ 1
    var index = start
    var hasEscapes = false
    while true {
      index = endOfPlainRun(in: bytes, from: index)
      guard index < bytes.count else {
        throw error(at: offset, "this string is not closed by a double quote")
      }
      switch bytes[index] {
      case UInt8(ascii: "\""):
        offset = index &+ 1
        valueHasEnded = true
        return JSONText(range: start..<index, hasEscapes: hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        index = try endOfEscape(at: index)
      default:
        throw error(at: index, "a control character in a string must be escaped")
      }
    }
  }

  /// The characters of a string of this text, escapes resolved.
  package func text(_ string: JSONText) -> String {
    if string.hasEscapes {
      return String(decoding: resolvingEscapes(of: string), as: UTF8.self)
    }
    guard let utf8 = try? UTF8Span(validating: bytes.extracting(string.range)) else {
      preconditionFailure("the range \(string.range) is not a string of this text")
    }
    return String(copying: utf8)
  }

  /// The UTF-8 bytes of a string of this text, escapes resolved.
  package func utf8(_ string: JSONText) -> [UInt8] {
    if string.hasEscapes { return resolvingEscapes(of: string) }
    var copy: [UInt8] = []
    copy.append(copying: bytes.extracting(string.range))
    return copy
  }

  /// Checks the escape at `index` and tells where it ends.
  private func endOfEscape(at index: Int) throws(JSONError) -> Int {
    guard index &+ 1 < bytes.count else { return index &+ 1 }
    switch bytes[index &+ 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return index &+ 2
    case UInt8(ascii: "u"):
      break
    default:
      throw error(at: index, "this escape is not one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
    guard let unit = codeUnit(at: index) else {
      throw error(at: index, "\\u must be followed by four hexadecimal digits")
    }
    if UTF16.isTrailSurrogate(unit) {
      throw error(at: index, "a low surrogate stands without a high surrogate before it")
    }
    guard UTF16.isLeadSurrogate(unit) else { return index &+ 6 }
    guard let next = codeUnit(at: index &+ 6), UTF16.isTrailSurrogate(next) else {
      throw error(at: index, "a high surrogate stands without a low surrogate after it")
    }
    return index &+ 12
  }

  /// The code unit that `\uXXXX` at `index` names; nil where no such escape stands.
  private func codeUnit(at index: Int) -> UInt16? {
    guard index &+ 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index &+ 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for digit in (index &+ 2)..<(index &+ 6) {
      guard let value = hexadecimalValue(bytes[digit]) else { return nil }
      unit = unit << 4 | UInt16(value)
    }
    return unit
  }

  private func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
    default: nil
    }
  }

  private func resolvingEscapes(of string: JSONText) -> [UInt8] {
    var resolved: [UInt8] = []
    resolved.reserveCapacity(string.range.count)
    var index = string.range.lowerBound
    while index < string.range.upperBound {
      let end = min(endOfPlainRun(in: bytes, from: index), string.range.upperBound)
      resolved.append(copying: bytes.extracting(index..<end))
      index = end
      if index < string.range.upperBound { index = resolveEscape(at: index, to: &resolved) }
    }
    return resolved
  }

  /// Appends what the checked escape at `index` stands for and tells where it ends.
  private func resolveEscape(at index: Int, to resolved: inout [UInt8]) -> Int {
    switch bytes[index &+ 1] {
    case UInt8(ascii: "b"): resolved.append(0x08)
    case UInt8(ascii: "f"): resolved.append(0x0C)
    case UInt8(ascii: "n"): resolved.append(0x0A)
    case UInt8(ascii: "r"): resolved.append(0x0D)
    case UInt8(ascii: "t"): resolved.append(0x09)
    case UInt8(ascii: "u"):
      let unit = codeUnit(at: index) ?? 0xFFFD
      let next = UTF16.isLeadSurrogate(unit) ? codeUnit(at: index &+ 6) : nil
      resolved.append(
        contentsOf: String(decoding: [unit] + (next.map { [$0] } ?? []), as: UTF16.self).utf8)
      return index &+ (next == nil ? 6 : 12)
    case let byte: resolved.append(byte)
    }
    return index &+ 2
  }
}
