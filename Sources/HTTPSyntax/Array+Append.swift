extension Array where Element == UInt8 {
  /// Appends a copy of `bytes` in bulk.
  @inline(__always)
  package mutating func append(_ bytes: Span<UInt8>) {
    // An empty array given nothing would write into the storage that all empty arrays share.
    guard bytes.count > 0 else { return }
    append(addingCapacity: bytes.count) { output in
      for index in 0..<bytes.count { output.append(bytes[index]) }
    }
  }

  /// Appends the characters of `text`.
  package mutating func append(_ text: String) {
    append(contentsOf: text.utf8)
  }

  /// Appends CR LF.
  @inline(__always)
  package mutating func appendLineEnd() {
    append(.carriageReturn)
    append(.lineFeed)
  }

  /// Appends `Content-Length: count CRLF`.
  package mutating func appendContentLength(_ count: Int) {
    append(contentsOf: contentLengthName)
    append(decimal: count)
    appendLineEnd()
  }

  /// Appends `number` in decimal digits.
  package mutating func append(decimal number: Int) {
    var text = InlineArray<20, UInt8>(repeating: 45)
    var first = 20
    var rest = number.magnitude
    repeat {
      first &-= 1
      text[first] = 48 &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    if number < 0 { first &-= 1 }
    append(text.span.extracting(first..<20))
  }

  /// Appends `number` in lowercase hexadecimal digits without leading zeros.
  package mutating func appendHex(_ number: UInt64) {
    var shift = (63 &- (number | 1).leadingZeroBitCount) & ~3
    while shift >= 0 {
      append(hexDigit(UInt8(truncatingIfNeeded: number &>> UInt64(shift)) & 15))
      shift &-= 4
    }
  }
}

/// An array, which is copied at once.
private let contentLengthName = Array("Content-Length: ".utf8)

/// The lowercase digit for 0 to 15.
@inline(__always)
func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 &+ value : 87 &+ value }
