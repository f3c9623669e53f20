/// Walks a comma-separated list (RFC 9110 section 5.6.1); empty elements are passed over.
struct TokenList {
  private var offset: Int
  private let end: Int

  init(_ value: ByteRange) {
    offset = value.start
    end = value.end
  }

  /// The next element without the white space around it.
  mutating func next(in bytes: Span<UInt8>) -> ByteRange? {
    while offset < end {
      var start = offset
      while offset < end, bytes[offset] != 44 { offset &+= 1 }
      var stop = offset
      if offset < end { offset &+= 1 }
      while start < stop, bytes[start].isOptionalWhiteSpace { start &+= 1 }
      while stop > start, bytes[stop &- 1].isOptionalWhiteSpace { stop &-= 1 }
      if start < stop { return ByteRange(start, stop) }
    }
    return nil
  }
}
