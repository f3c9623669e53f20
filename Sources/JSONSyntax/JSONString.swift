/// Appends `text` as a JSON string in its quotes, escaping only what RFC 8259 demands.
package func appendJSONString(_ text: String, to bytes: inout [UInt8]) {
  appendJSONString(utf8: text.utf8Span.span, to: &bytes)
}

/// Appends a text that is known to be UTF-8 as a JSON string in its quotes.
package func appendJSONString(utf8 text: Span<UInt8>, to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "\""))
  var index = 0
  while index < text.count {
    let end = endOfPlainRun(in: text, from: index)
    bytes.append(copying: text.extracting(index..<end))
    if end < text.count { appendEscape(text[end], to: &bytes) }
    index = end &+ 1
  }
  bytes.append(UInt8(ascii: "\""))
}

/// Where the first quote, backslash or control character from `start` on stands.
@inline(__always)
func endOfPlainRun(in text: Span<UInt8>, from start: Int) -> Int {
  var index = start
  while index &+ 8 <= text.count {
    let word = ByteWord(text, at: index)
    let marks =
      word.marks(equalTo: UInt8(ascii: "\"")) | word.marks(equalTo: UInt8(ascii: "\\"))
      | word.marks(below: 0x20)
    if marks != 0 { return index &+ ByteWord.distance(toFirstOf: marks) }
    index &+= 8
  }
  while index < text.count {
    let byte = text[index]
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return index }
    index &+= 1
  }
  return index
}

private func appendEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "\\"))
  switch byte {
  case 0x08: bytes.append(UInt8(ascii: "b"))
  case 0x09: bytes.append(UInt8(ascii: "t"))
  case 0x0A: bytes.append(UInt8(ascii: "n"))
  case 0x0C: bytes.append(UInt8(ascii: "f"))
  case 0x0D: bytes.append(UInt8(ascii: "r"))
  case 0x00..<0x20:
    bytes.append(contentsOf: "u00".utf8)
    bytes.append(UInt8(ascii: "0") + byte >> 4)
    let digit = byte & 0x0F
    bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
  default: bytes.append(byte)
  }
}
