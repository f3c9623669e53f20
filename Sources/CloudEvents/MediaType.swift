/// The grammar of media types, and what attributes of JSON events ask of them.
enum MediaType {
  /// `token` of RFC 2045, section 5.1: printable ASCII without `()<>@,;:\"/[]?=`.
  private static let token = ByteSet(low: 0x03FF_6CFA_0000_0000, high: 0x7FFF_FFFF_C7FF_FFFE)

  /// Whether `text` is `type/subtype`, with or without parameters (RFC 2046; RFC 9110, 8.3.1).
  static func isValid(_ text: Span<UInt8>) -> Bool {
    var index = 0
    guard skipToken(text, &index), index < text.count, text[index] == UInt8(ascii: "/") else {
      return false
    }
    index &+= 1
    guard skipToken(text, &index) else { return false }
    while true {
      skipSpaces(text, &index)
      guard index < text.count else { return true }
      guard text[index] == UInt8(ascii: ";") else { return false }
      index &+= 1
      skipSpaces(text, &index)
      // Senders leave a semicolon at the end; RFC 9110 (5.6.6) lets parameters be empty.
      if index == text.count || text[index] == UInt8(ascii: ";") { continue }
      guard skipParameter(text, &index) else { return false }
    }
  }

  /// Whether a valid media type is `*/json` or `*/*+json`.
  static func isJSON(_ type: String) -> Bool {
    let text = type.utf8Span.span
    let end = essenceEnd(text)
    let subtype = text.extracting(subtypeStart(text)..<end)
    return subtype.matchesIgnoringCase("json")
      || subtype.count >= 5
        && subtype.extracting((subtype.count &- 5)..<subtype.count).matchesIgnoringCase("+json")
  }

  /// Whether a valid media type is `text/*`.
  static func isText(_ type: String) -> Bool {
    let text = type.utf8Span.span
    return text.count > 5 && text.extracting(0..<5).matchesIgnoringCase("text/")
  }

  /// Where parameters begin, or the end.
  static func essenceEnd(_ text: Span<UInt8>) -> Int {
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: ";"), UInt8(ascii: " "), UInt8(ascii: "\t"): return index
      default: continue
      }
    }
    return text.count
  }

  private static func subtypeStart(_ text: Span<UInt8>) -> Int {
    for index in text.indices where text[index] == UInt8(ascii: "/") { return index &+ 1 }
    return 0
  }

  private static func skipParameter(_ text: Span<UInt8>, _ index: inout Int) -> Bool {
    guard skipToken(text, &index), index < text.count, text[index] == UInt8(ascii: "=") else {
      return false
    }
    index &+= 1
    guard index < text.count, text[index] == UInt8(ascii: "\"") else {
      return skipToken(text, &index)
    }
    index &+= 1
    while index < text.count, text[index] != UInt8(ascii: "\"") {
      index &+= text[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    index &+= 1
    return index <= text.count && isPrintable(text)
  }

  /// Quoted strings hold ASCII only (RFC 822), here without control characters.
  private static func isPrintable(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where text[index] < 0x20 || text[index] > 0x7E { return false }
    return true
  }

  private static func skipToken(_ text: Span<UInt8>, _ index: inout Int) -> Bool {
    let start = index
    while index < text.count, token.contains(text[index]) { index &+= 1 }
    return index > start
  }

  private static func skipSpaces(_ text: Span<UInt8>, _ index: inout Int) {
    while index < text.count, text[index] == UInt8(ascii: " ") { index &+= 1 }
  }
}
