extension Span where Element == UInt8 {
  /// The ranges between the separators; empty ones are left out.
  func parts(between separator: UInt8) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    for index in 0...count where index == count || self[index] == separator {
      if index > start { parts.append(start..<index) }
      start = index + 1
    }
    return parts
  }

  /// What follows `prefix`; nil where the bytes do not begin with it.
  @_lifetime(copy self)
  func dropping(_ prefix: String) -> Span<UInt8>? {
    guard count >= prefix.utf8.count else { return nil }
    var index = 0
    for byte in prefix.utf8 {
      guard self[index] == byte else { return nil }
      index += 1
    }
    return extracting(index..<count)
  }

  /// The bytes that pairs of hexadecimal digits stand for; nil for anything else.
  var hexDecoded: [UInt8]? {
    guard count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count / 2)
    for index in stride(from: 0, to: count, by: 2) {
      guard let high = hexDigit(self[index]), let low = hexDigit(self[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }
}

extension [UInt8] {
  mutating func append(copying bytes: Span<UInt8>) {
    reserveCapacity(count + bytes.count)
    for index in bytes.indices { append(bytes[index]) }
  }
}

private func hexDigit(_ character: UInt8) -> UInt8? {
  switch character {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): character - 48
  case UInt8(ascii: "a")...UInt8(ascii: "f"): character - 87
  case UInt8(ascii: "A")...UInt8(ascii: "F"): character - 55
  default: nil
  }
}
