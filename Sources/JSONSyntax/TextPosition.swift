/// Line and column of a place in a UTF-8 text, moved along as a reader proceeds.
package struct TextPosition: Sendable, Hashable {
  /// Bytes before the place.
  package private(set) var offset = 0
  /// From 1; lines end with a line feed.
  package private(set) var line = 1
  /// In Unicode scalars, from 1.
  package private(set) var column = 1

  /// The beginning of a text.
  package init() {}

  /// Moves to `target` bytes after the beginning of `text`, at most to its end.
  ///
  /// Costs what lies between; going back costs a new start from the beginning.
  package mutating func advance(to target: Int, in text: Span<UInt8>) {
    if target < offset { self = TextPosition() }
    let end = min(target, text.count)
    while offset < end {
      let byte = text[offset]
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      offset += 1
    }
  }
}
