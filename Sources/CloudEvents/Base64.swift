/// Base64 with padding (RFC 4648, section 4).
package enum Base64 {
  private static let alphabet: [UInt8] = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  package static func append(encoding data: Span<UInt8>, to bytes: inout [UInt8]) {
    // An empty array given nothing would write into the storage that all empty arrays share.
    guard data.count > 0 else { return }
    let alphabet = Self.alphabet.span
    bytes.append(addingCapacity: (data.count + 2) / 3 * 4) { out in
      var index = 0
      while index < data.count {
        let left = data.count &- index
        var group = UInt32(data[index]) << 16
        if left > 1 { group |= UInt32(data[index &+ 1]) << 8 }
        if left > 2 { group |= UInt32(data[index &+ 2]) }
        out.append(alphabet[Int(group >> 18)])
        out.append(alphabet[Int(group >> 12 & 63)])
        out.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
        out.append(left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
        index &+= 3
      }
    }
  }

  /// Strict: whole groups of four with their padding, nothing between them, unused bits zero.
  ///
  /// - Returns: nil for anything else.
  package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    guard text.count > 0 else { return [] }
    var padding = 0
    while padding < 2, text[text.count &- 1 &- padding] == UInt8(ascii: "=") { padding &+= 1 }
    var data: [UInt8] = []
    data.reserveCapacity(text.count / 4 * 3)
    var group: UInt32 = 0
    for index in 0..<(text.count &- padding) {
      guard let value = value(text[index]) else { return nil }
      group = group << 6 | UInt32(value)
      if index % 4 == 3 {
        data.append(UInt8(truncatingIfNeeded: group >> 16))
        data.append(UInt8(truncatingIfNeeded: group >> 8))
        data.append(UInt8(truncatingIfNeeded: group))
        group = 0
      }
    }
    if padding == 1 {
      guard group & 0b11 == 0 else { return nil }
      data.append(UInt8(truncatingIfNeeded: group >> 10))
      data.append(UInt8(truncatingIfNeeded: group >> 2))
    } else if padding == 2 {
      guard group & 0b1111 == 0 else { return nil }
      data.append(UInt8(truncatingIfNeeded: group >> 4))
    }
    return data
  }

  private static func value(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character &- UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character &- UInt8(ascii: "a") &+ 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character &- UInt8(ascii: "0") &+ 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
