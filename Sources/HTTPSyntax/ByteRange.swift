/// A run of bytes within a message head, counted from the head's first byte.
///
/// It is what a parsed head holds instead of copies; it means nothing without the bytes that
/// were parsed.
package struct ByteRange: Sendable, Hashable {
  package var offset: UInt32
  package var count: UInt32

  package init(offset: UInt32, count: UInt32) {
    self.offset = offset
    self.count = count
  }

  /// The range from `start` up to, not including, `end`.
  @inline(__always)
  init(_ start: Int, _ end: Int) {
    offset = UInt32(truncatingIfNeeded: start)
    count = UInt32(truncatingIfNeeded: end &- start)
  }

  /// Offset of the first byte.
  package var start: Int { Int(offset) }
  /// Offset after the last byte.
  package var end: Int { Int(offset) &+ Int(count) }
  package var isEmpty: Bool { count == 0 }
}

extension Span where Element == UInt8 {
  /// The bytes of `range`. It must lie within the span.
  @_lifetime(copy self)
  package func bytes(_ range: ByteRange) -> Span<UInt8> {
    extracting(range.start..<range.end)
  }

  /// The bytes of `range` as text; what is not UTF-8 becomes U+FFFD.
  package func text(_ range: ByteRange) -> String {
    bytes(range).text
  }

  /// The bytes as text; what is not UTF-8 becomes U+FFFD.
  package var text: String {
    if let utf8 = try? UTF8Span(validating: self) { return String(copying: utf8) }
    var copy: [UInt8] = []
    copy.append(self)
    return String(decoding: copy, as: UTF8.self)
  }
}
