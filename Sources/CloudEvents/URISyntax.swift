/// The grammar of URIs (RFC 3986), as far as attributes need it.
enum URISyntax {
  /// `ALPHA / DIGIT / "+" / "-" / "."`
  private static let scheme = ByteSet(low: 0x03FF_6800_0000_0000, high: 0x07FF_FFFE_07FF_FFFE)
  /// `unreserved / sub-delims`
  private static let name = ByteSet(low: 0x2BFF_7FD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
  /// `pchar / "/" / "?"` without percent-encodings.
  private static let path = ByteSet(low: 0xAFFF_FFD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFF)

  /// Whether `text` is a URI-reference (section 4.1), which may be empty.
  static func isReference(_ text: Span<UInt8>) -> Bool {
    if let colon = schemeEnd(text) { return isHierarchy(text, from: colon &+ 1) }
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: ":"): return false
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"):
        return isHierarchy(text, from: 0)
      default: continue
      }
    }
    return isHierarchy(text, from: 0)
  }

  /// Whether `text` has a scheme.
  ///
  /// Strictly, section 4.3 allows an absolute URI no fragment; names of schemas often have one
  /// (`…/schema#`), every SDK lets it pass, and so does this.
  static func isAbsolute(_ text: Span<UInt8>) -> Bool {
    guard let colon = schemeEnd(text) else { return false }
    return isHierarchy(text, from: colon &+ 1)
  }

  /// Appends `text` with every byte percent-encoded that neither a path nor a query has.
  ///
  /// `%` stays where two hexadecimal digits follow.
  static func append(escaping text: Span<UInt8>, to bytes: inout [UInt8]) {
    for index in text.indices {
      let byte = text[index]
      if path.contains(byte) || byte == UInt8(ascii: "%") && isPercentEncoding(text, at: index) {
        bytes.append(byte)
      } else {
        PercentEncoding.append(byte, to: &bytes)
      }
    }
  }

  /// Where the colon after the scheme stands; nil where there is none.
  private static func schemeEnd(_ text: Span<UInt8>) -> Int? {
    guard text.count > 0, text[0] | 0x20 >= UInt8(ascii: "a"), text[0] | 0x20 <= UInt8(ascii: "z")
    else { return nil }
    for index in text.indices where !scheme.contains(text[index]) {
      return text[index] == UInt8(ascii: ":") ? index : nil
    }
    return nil
  }

  /// Authority, path, query and fragment.
  private static func isHierarchy(_ text: Span<UInt8>, from start: Int) -> Bool {
    var index = start
    if index &+ 1 < text.count, text[index] == UInt8(ascii: "/"),
      text[index &+ 1] == UInt8(ascii: "/")
    {
      let end = authorityEnd(text, from: index &+ 2)
      guard isAuthority(text.extracting((index &+ 2)..<end)) else { return false }
      index = end
    }
    var isInFragment = false
    while index < text.count {
      let byte = text[index]
      if !path.contains(byte) {
        switch byte {
        case UInt8(ascii: "%") where isPercentEncoding(text, at: index): break
        case UInt8(ascii: "#") where !isInFragment: isInFragment = true
        default: return false
        }
      }
      index &+= 1
    }
    return true
  }

  private static func authorityEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return index
      default: index &+= 1
      }
    }
    return index
  }

  /// `[ userinfo "@" ] host [ ":" port ]`
  private static func isAuthority(_ text: Span<UInt8>) -> Bool {
    var index = 0
    for at in text.indices where text[at] == UInt8(ascii: "@") {
      guard isName(text.extracting(0..<at), orColon: true) else { return false }
      index = at &+ 1
      break
    }
    let hostStart = index
    if index < text.count, text[index] == UInt8(ascii: "[") {
      while index < text.count, text[index] != UInt8(ascii: "]") { index &+= 1 }
      guard index < text.count, index > hostStart &+ 1,
        isName(text.extracting((hostStart &+ 1)..<index), orColon: true)
      else { return false }
      index &+= 1
    } else {
      while index < text.count, text[index] != UInt8(ascii: ":") { index &+= 1 }
      guard isName(text.extracting(hostStart..<index), orColon: false) else { return false }
    }
    guard index < text.count else { return true }
    guard text[index] == UInt8(ascii: ":") else { return false }
    for digit in (index &+ 1)..<text.count where text[digit] &- UInt8(ascii: "0") > 9 {
      return false
    }
    return true
  }

  private static func isName(_ text: Span<UInt8>, orColon: Bool) -> Bool {
    for index in text.indices where !name.contains(text[index]) {
      switch text[index] {
      case UInt8(ascii: ":") where orColon: continue
      case UInt8(ascii: "%") where isPercentEncoding(text, at: index): continue
      default: return false
      }
    }
    return true
  }

  private static func isPercentEncoding(_ text: Span<UInt8>, at index: Int) -> Bool {
    index &+ 2 < text.count && PercentEncoding.value(text[index &+ 1]) != nil
      && PercentEncoding.value(text[index &+ 2]) != nil
  }
}
