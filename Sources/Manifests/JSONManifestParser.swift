/// Reads a manifest in JSON (RFC 8259, to the letter) into a tree that knows every place.
package struct JSONManifestParser {
  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1
  /// Where the line began, less the bytes that continue a character: columns count characters.
  private var lineStart = 0
  private var builder: NodeBuilder

  /// Reads the whole file; what is wrong stands in the document's problems.
  package static func document(
    file: String, bytes: [UInt8], limits: ManifestLimits = ManifestLimits()
  ) -> ManifestDocument {
    var parser = JSONManifestParser(file: file, bytes: bytes, limits: limits)
    return parser.parse()
  }

  private init(file: String, bytes: [UInt8], limits: ManifestLimits) {
    self.bytes = bytes
    builder = NodeBuilder(file: file, limits: limits)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      offset = 3
      lineStart = 3
    }
  }

  private mutating func parse() -> ManifestDocument {
    do throws(Fault) {
      skipSpace()
      try value()
      skipSpace()
      if offset < bytes.count { throw unexpected(allowed: "the end of the file") }
      return builder.document(isComplete: true)
    } catch {
      builder.report(
        "not valid JSON: \(error.found)", allowed: error.allowed, at: error.position)
      return builder.document(isComplete: false)
    }
  }

  private mutating func value() throws(Fault) {
    guard !builder.isExhausted else {
      offset = bytes.count
      return
    }
    let position = position
    switch byte {
    case UInt8(ascii: "{"): try object(at: position)
    case UInt8(ascii: "["): try array(at: position)
    case UInt8(ascii: "\""): builder.scalar(try string(), isPlain: false, at: position)
    case UInt8(ascii: "-"), .some(48...57):
      builder.scalar(try number(), isPlain: true, at: position)
    case .some(97...122): builder.scalar(try word(), isPlain: true, at: position)
    default: throw unexpected(allowed: "a value")
    }
  }

  private mutating func object(at position: ManifestPosition) throws(Fault) {
    builder.beginMapping(at: position)
    offset += 1
    skipSpace()
    if byte != UInt8(ascii: "}") {
      try member()
      while byte == UInt8(ascii: ","), !builder.isExhausted {
        offset += 1
        skipSpace()
        try member()
      }
    }
    try close(UInt8(ascii: "}"), allowed: "`,` or `}`")
  }

  private mutating func member() throws(Fault) {
    guard byte == UInt8(ascii: "\"") else { throw unexpected(allowed: "a key in quotes") }
    let position = position
    builder.scalar(try string(), isPlain: false, at: position)
    skipSpace()
    guard byte == UInt8(ascii: ":") else { throw unexpected(allowed: "`:`") }
    offset += 1
    skipSpace()
    try value()
    skipSpace()
  }

  private mutating func array(at position: ManifestPosition) throws(Fault) {
    builder.beginSequence(at: position)
    offset += 1
    skipSpace()
    if byte != UInt8(ascii: "]") {
      try value()
      skipSpace()
      while byte == UInt8(ascii: ","), !builder.isExhausted {
        offset += 1
        skipSpace()
        try value()
        skipSpace()
      }
    }
    try close(UInt8(ascii: "]"), allowed: "`,` or `]`")
  }

  /// After a limit was passed, nothing is left to be closed.
  private mutating func close(_ bracket: UInt8, allowed: String) throws(Fault) {
    if builder.isExhausted {
      offset = bytes.count
      return
    }
    guard byte == bracket else { throw unexpected(allowed: allowed) }
    offset += 1
    builder.end()
  }
}

// Tokens.
extension JSONManifestParser {
  /// A syntax error; the file is not read beyond it.
  private struct Fault: Error {
    var found: String
    var allowed: String?
    var position: ManifestPosition
  }

  private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private var position: ManifestPosition {
    ManifestPosition(line: line, column: offset - lineStart + 1)
  }

  private func fault(_ found: String, allowed: String? = nil) -> Fault {
    Fault(found: found, allowed: allowed, position: position)
  }

  private func unexpected(allowed: String) -> Fault {
    guard let byte else { return fault("the file ends too early", allowed: allowed) }
    guard byte < 0x80 else { return fault("a character outside a string", allowed: allowed) }
    return fault("\(String(UnicodeScalar(byte)).shown)", allowed: allowed)
  }

  private mutating func skipSpace() {
    while let byte {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): offset += 1
      case UInt8(ascii: "\n"):
        offset += 1
        line += 1
        lineStart = offset
      default: return
      }
    }
  }

  private mutating func word() throws(Fault) -> String {
    let end = bytes[offset...].firstIndex { !(97...122).contains($0) } ?? bytes.count
    let word = String(decoding: bytes[offset..<min(end, offset + 64)], as: UTF8.self)
    guard word == "true" || word == "false" || word == "null" else {
      throw fault(word.shown, allowed: "`true`, `false`, `null` or a text in quotes")
    }
    offset = end
    return word
  }

  private mutating func number() throws(Fault) -> String {
    let start = offset
    if byte == UInt8(ascii: "-") { offset += 1 }
    if byte == UInt8(ascii: "0") { offset += 1 } else { try digits() }
    if byte == UInt8(ascii: ".") {
      offset += 1
      try digits()
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      offset += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { offset += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func digits() throws(Fault) {
    guard let byte, (48...57).contains(byte) else { throw unexpected(allowed: "a digit") }
    while let next = self.byte, (48...57).contains(next) { offset += 1 }
  }

  private mutating func string() throws(Fault) -> String {
    offset += 1
    var start = offset
    var text: [UInt8] = []
    while let byte {
      switch byte {
      case UInt8(ascii: "\""):
        let all = text.isEmpty ? bytes[start..<offset] : (text + bytes[start..<offset])[...]
        guard let string = String(validating: all, as: UTF8.self) else {
          throw fault("the string before here is not UTF-8")
        }
        offset += 1
        return string
      case UInt8(ascii: "\\"):
        text += bytes[start..<offset]
        text += String(try escape()).utf8
        start = offset
      case 0..<0x20: throw fault("a control character in a string", allowed: "an escape, `\\n`")
      default:
        if byte & 0xC0 == 0x80 { lineStart += 1 }
        offset += 1
      }
    }
    throw unexpected(allowed: "`\"`")
  }

  private mutating func escape() throws(Fault) -> Unicode.Scalar {
    offset += 1
    guard let byte else { throw unexpected(allowed: "an escape") }
    if byte == UInt8(ascii: "u") { return try unicodeEscape() }
    let scalar: Unicode.Scalar? =
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): UnicodeScalar(byte)
      case UInt8(ascii: "b"): "\u{8}"
      case UInt8(ascii: "f"): "\u{C}"
      case UInt8(ascii: "n"): "\n"
      case UInt8(ascii: "r"): "\r"
      case UInt8(ascii: "t"): "\t"
      default: nil
      }
    guard let scalar else { throw unexpected(allowed: "one of `\" \\ / b f n r t u` after `\\`") }
    offset += 1
    return scalar
  }

  /// RFC 8259, section 7: a character beyond U+FFFF is a pair of surrogates.
  private mutating func unicodeEscape() throws(Fault) -> Unicode.Scalar {
    let high = try fourHexDigits()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, byte == UInt8(ascii: "\\"), offset + 1 < bytes.count,
      bytes[offset + 1] == UInt8(ascii: "u")
    else { throw fault("half of a surrogate pair", allowed: "both halves") }
    offset += 1
    let low = try fourHexDigits()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    else { throw fault("half of a surrogate pair", allowed: "both halves") }
    return scalar
  }

  private mutating func fourHexDigits() throws(Fault) -> UInt32 {
    offset += 1
    guard offset + 4 <= bytes.count,
      bytes[offset..<offset + 4].allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }),
      let number = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
    else { throw fault("not four hexadecimal digits after `\\u`") }
    offset += 4
    return number
  }
}
