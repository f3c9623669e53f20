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
