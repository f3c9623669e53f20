import CloudEvents

/// Base64 for URLs, without padding (RFC 4648, section 5; RFC 7515, section 2).
package enum Base64URL {
  /// Strict: no padding, nothing between, unused bits zero; nil for anything else.
  package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count + 3)
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "-"): plain.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): plain.append(UInt8(ascii: "/"))
      case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
      case let character: plain.append(character)
      }
    }
    while plain.count % 4 != 0 { plain.append(UInt8(ascii: "=")) }
    return Base64.decode(plain.span)
  }
}
