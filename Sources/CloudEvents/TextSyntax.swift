import JSONSyntax

/// The type String of CloudEvents (1.0.2, section "Type System").
enum TextSyntax {
  /// The text of these bytes; nil where they are not UTF-8, or have control characters
  /// (U+0000 to U+001F, U+007F to U+009F) or noncharacters.
  static func string(_ bytes: Span<UInt8>) -> String? {
    isAllowed(bytes) ? copy(bytes) : nil
  }

  /// Whether these bytes are a String of CloudEvents.
  private static func isAllowed(_ bytes: Span<UInt8>) -> Bool {
    isPrintableASCII(bytes) || !hasForbiddenCharacter(bytes)
  }

  /// The text of bytes without regard to its characters; nil where they are not UTF-8.
  static func copy(_ bytes: Span<UInt8>) -> String? {
    guard let utf8 = try? UTF8Span(validating: bytes) else { return nil }
    return String(copying: utf8)
  }

  /// `text` with every forbidden character replaced by U+FFFD.
  static func replacingForbidden(_ text: String) -> String {
    if isAllowed(text.utf8Span.span) { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(isForbidden(scalar) ? "\u{FFFD}" : scalar) }
    return String(scalars)
  }

  @inline(__always)
  private static func isPrintableASCII(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 8 else {
      for index in bytes.indices where bytes[index] < 0x20 || bytes[index] > 0x7E { return false }
      return true
    }
    var marks: UInt64 = 0
    var index = 0
    while index &+ 8 < bytes.count {
      marks |= notPrintable(ByteWord(bytes, at: index))
      index &+= 8
    }
    // The last word may cover bytes for a second time.
    return marks | notPrintable(ByteWord(bytes, at: bytes.count &- 8)) == 0
  }

  @inline(__always)
  private static func notPrintable(_ word: ByteWord) -> UInt64 {
    word.marks(below: 0x20) | word.marks(equalTo: 0x7F) | word.marksOutsideASCII
  }

  private static func hasForbiddenCharacter(_ bytes: Span<UInt8>) -> Bool {
    guard let utf8 = try? UTF8Span(validating: bytes) else { return true }
    var scalars = utf8.makeUnicodeScalarIterator()
    while let scalar = scalars.next() {
      if isForbidden(scalar) { return true }
    }
    return false
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0xFDD0...0xFDEF: true
    case let value: value & 0xFFFE == 0xFFFE
    }
  }
}
