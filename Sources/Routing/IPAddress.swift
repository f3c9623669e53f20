/// An IPv4 or IPv6 address read from text.
package struct IPAddress: Sendable, Hashable {
  /// 128 bits; an IPv4 address stands as its mapped form, `::ffff:a.b.c.d`.
  package var bits: UInt128
  package var isIPv4: Bool

  init(bits: UInt128, isIPv4: Bool) {
    self.bits = bits
    self.isIPv4 = isIPv4
  }

  /// Reads a dotted quad without leading zeros, or an IPv6 address (RFC 4291, section 2.2); nil for
  /// anything else, zones and ports included.
  package init?(_ text: String) {
    let characters = text.utf8Span.span
    guard (2...45).contains(characters.count) else { return nil }
    if let quad = IPAddress.quad(characters, from: 0) {
      self.init(bits: IPAddress.mapped | UInt128(quad), isIPv4: true)
    } else if let bits = IPAddress.groups(characters) {
      self.init(bits: bits, isIPv4: bits >> 32 == IPAddress.mapped >> 32)
    } else {
      return nil
    }
  }

  private static var mapped: UInt128 { 0xFFFF_0000_0000 }

  /// `a.b.c.d` from `start` to the end.
  private static func quad(_ text: Span<UInt8>, from start: Int) -> UInt32? {
    var value: UInt32 = 0
    var part: UInt32 = 0
    var digits = 0
    var dots = 0
    for position in start..<text.count {
      let character = text[position]
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if digits > 0 && part == 0 { return nil }
        part = part * 10 + UInt32(character - 48)
        digits += 1
        if part > 255 { return nil }
      case UInt8(ascii: "."):
        if digits == 0 || dots == 3 { return nil }
        value = value << 8 | part
        (part, digits, dots) = (0, 0, dots + 1)
      default: return nil
      }
    }
    return dots == 3 && digits > 0 ? value << 8 | part : nil
  }

  /// Eight groups of four hexadecimal digits; one `::` for any number of zero groups; the last two
  /// groups may be a dotted quad.
  private static func groups(_ text: Span<UInt8>) -> UInt128? {
    var head: UInt128 = 0
    var tail: UInt128 = 0
    var headCount = 0
    var tailCount = 0
    var isInTail = false
    var position = 0
    if text[0] == colon {
      guard text[1] == colon else { return nil }
      isInTail = true
      position = 2
    }
    while position < text.count {
      var group: UInt128 = 0
      var width: Int
      if let quad = quad(text, from: position) {
        (group, width) = (UInt128(quad), 2)
        position = text.count
      } else {
        guard let (value, next) = hexadecimal(text, from: position) else { return nil }
        (group, width) = (value, 1)
        position = next
      }
      if isInTail {
        tail = tail << UInt128(16 * width) | group
        tailCount += width
      } else {
        head = head << UInt128(16 * width) | group
        headCount += width
      }
      guard headCount + tailCount <= 8 else { return nil }
      if position == text.count { break }
      guard text[position] == colon, position + 1 < text.count else { return nil }
      position += 1
      if text[position] == colon {
        guard !isInTail else { return nil }
        isInTail = true
        position += 1
      }
    }
    if !isInTail { return headCount == 8 ? head : nil }
    guard headCount + tailCount < 8 else { return nil }
    return headCount == 0 ? tail : head << UInt128(16 * (8 - headCount)) | tail
  }

  private static func hexadecimal(_ text: Span<UInt8>, from start: Int) -> (UInt128, Int)? {
    var value: UInt128 = 0
    var position = start
    while position < text.count, position < start + 4, let digit = digit(text[position]) {
      value = value << 4 | digit
      position += 1
    }
    return position > start ? (value, position) : nil
  }

  private static func digit(_ character: UInt8) -> UInt128? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt128(character - 48)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt128(character - 87)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt128(character - 55)
    default: nil
    }
  }

  private static var colon: UInt8 { UInt8(ascii: ":") }
}
