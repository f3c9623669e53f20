/// Undoes one pass of percent-encoding (RFC 3986 section 2.1).
///
/// `plusIsSpace` is the rule of HTML forms, which queries follow. Returns nil where a `%` is not
/// followed by two hexadecimal digits, or the result is not UTF-8.
package func percentDecoded(_ text: Span<UInt8>, plusIsSpace: Bool = false) -> String? {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count)
  var index = 0
  while index < text.count {
    var byte = text[index]
    if byte == .percent {
      guard index + 2 < text.count, let high = text[index + 1].hexValue,
        let low = text[index + 2].hexValue
      else { return nil }
      byte = high << 4 | low
      index += 2
    } else if plusIsSpace, byte == UInt8(ascii: "+") {
      byte = .space
    }
    bytes.append(byte)
    index += 1
  }
  return String(validating: bytes, as: UTF8.self)
}

/// The path with every character decoded that needs no encoding: letters, digits, `-._~`
/// (RFC 3986 section 6.2.2.2). nil where nothing is to be decoded.
package func decodingUnreserved(_ path: Span<UInt8>) -> [UInt8]? {
  var found: [UInt8]?
  var index = 0
  var copied = 0
  while index < path.count {
    guard path[index] == .percent, index + 2 < path.count, let high = path[index + 1].hexValue,
      let low = path[index + 2].hexValue, (high << 4 | low).isUnreserved
    else {
      index += 1
      continue
    }
    var bytes = found.take() ?? []
    bytes.append(path.extracting(copied..<index))
    bytes.append(high << 4 | low)
    found = bytes
    index += 3
    copied = index
  }
  found?.append(path.extracting(copied..<path.count))
  return found
}

extension UInt8 {
  fileprivate var isUnreserved: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
