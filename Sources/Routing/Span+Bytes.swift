/// Comparison byte by byte: attribute values and paths are equal when their bytes are, whereas
/// `String` also calls texts equal that Unicode spells in two ways.
extension Span where Element == UInt8 {
  func isEqual(to other: Span<UInt8>) -> Bool {
    count == other.count && hasPrefix(other)
  }

  func hasPrefix(_ other: Span<UInt8>) -> Bool {
    guard other.count <= count else { return false }
    for position in other.indices where self[position] != other[position] { return false }
    return true
  }

  func hasSuffix(_ other: Span<UInt8>) -> Bool {
    guard other.count <= count else { return false }
    let start = count - other.count
    for position in other.indices where self[start + position] != other[position] { return false }
    return true
  }

  /// Whether these are the ASCII letters of `other` in any case; `other` is in lower case.
  func isEqualIgnoringCase(to other: Span<UInt8>) -> Bool {
    guard other.count == count else { return false }
    for position in indices {
      let byte = self[position]
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      if (isUpper ? byte | 0x20 : byte) != other[position] { return false }
    }
    return true
  }
}

extension String {
  func hasSameBytes(as other: String) -> Bool { utf8Span.span.isEqual(to: other.utf8Span.span) }
  func beginsWithBytes(of other: String) -> Bool {
    utf8Span.span.hasPrefix(other.utf8Span.span)
  }
  func endsWithBytes(of other: String) -> Bool { utf8Span.span.hasSuffix(other.utf8Span.span) }
}
