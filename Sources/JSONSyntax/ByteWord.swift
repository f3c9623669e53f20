/// Eight bytes of a text, looked at together.
///
/// A question gives a mask with the highest bit of each byte that answers it. Only the lowest mark
/// is exact (a borrow may mark bytes after it), which is all that a search for the first needs.
/// It is public because the compiler inlines nothing of lesser access into other modules, and a
/// call for each question costs a third of what an event costs.
@frozen public struct ByteWord {
  public let bits: UInt64

  /// The eight bytes from `offset` on; the first is the lowest.
  @inlinable @inline(__always)
  public init(_ text: Span<UInt8>, at offset: Int) {
    let bytes = text.extracting(offset..<(offset &+ 8))
    let low =
      UInt64(bytes[0]) | UInt64(bytes[1]) << 8 | UInt64(bytes[2]) << 16 | UInt64(bytes[3]) << 24
    let high =
      UInt64(bytes[4]) | UInt64(bytes[5]) << 8 | UInt64(bytes[6]) << 16 | UInt64(bytes[7]) << 24
    bits = low | high << 32
  }

  /// Marks bytes that are `byte`.
  @inlinable @inline(__always)
  public func marks(equalTo byte: UInt8) -> UInt64 {
    let difference = bits ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
    return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
  }

  /// Marks bytes less than `limit`, which is at most 128.
  @inlinable @inline(__always)
  public func marks(below limit: UInt8) -> UInt64 {
    (bits &- UInt64(limit) &* 0x0101_0101_0101_0101) & ~bits & 0x8080_8080_8080_8080
  }

  /// Marks bytes from 128 on.
  @inlinable @inline(__always)
  public var marksOutsideASCII: UInt64 { bits & 0x8080_8080_8080_8080 }

  /// How many bytes stand before the first mark, 0 to 8.
  @inlinable @inline(__always)
  public static func distance(toFirstOf marks: UInt64) -> Int { marks.trailingZeroBitCount / 8 }
}
