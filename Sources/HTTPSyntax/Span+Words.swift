// Eight bytes at a time, without unsafe loads: the optimiser makes one load of `word(at:)`, and
// one bounds check of the slice.

extension Span where Element == UInt8 {
  /// The eight bytes from `offset`, the first lowest.
  @inline(__always)
  func word(at offset: Int) -> UInt64 {
    let bytes = extracting(offset..<(offset &+ 8))
    // The last byte first: its bounds check is then the only one.
    var word = UInt64(bytes[7]) &<< 56
    word |= UInt64(bytes[6]) &<< 48
    word |= UInt64(bytes[5]) &<< 40
    word |= UInt64(bytes[4]) &<< 32
    word |= UInt64(bytes[3]) &<< 24
    word |= UInt64(bytes[2]) &<< 16
    word |= UInt64(bytes[1]) &<< 8
    word |= UInt64(bytes[0])
    return word
  }

  /// The `length` (1 to 8) bytes from `offset`, the first lowest, zeros above them.
  @inline(__always)
  func word(at offset: Int, length: Int) -> UInt64 {
    if offset &+ 8 <= count {
      return word(at: offset) & (UInt64.max &>> UInt64(64 &- 8 &* length))
    }
    var word: UInt64 = 0
    for index in 0..<length { word |= UInt64(self[offset &+ index]) &<< UInt64(8 &* index) }
    return word
  }

  /// Whether the bytes of `range` are `other`, ASCII letters in either case.
  package func matches(_ range: ByteRange, _ other: String) -> Bool {
    let (found, other) = (bytes(range), other.utf8Span.span)
    guard found.count == other.count else { return false }
    for index in found.indices where found[index] != other[index] {
      if found[index].lowercased != other[index].lowercased { return false }
    }
    return true
  }
}

/// The lowercase of eight ASCII letters; `-` and digits stay. Nothing that may stand in a token
/// becomes one of those characters by it that was not one before.
let lowercaseMask: UInt64 = 0x2020_2020_2020_2020

/// 0x80 in each byte of `word` (and perhaps in bytes above one) that is zero.
@inline(__always)
func zeroBytes(_ word: UInt64) -> UInt64 {
  (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
}

/// 0x80 in each byte of `word` (and perhaps in bytes above one) that ends a field value's run of
/// plain characters: a control character.
@inline(__always)
func controlBytes(_ word: UInt64) -> UInt64 {
  ((word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080)
    | zeroBytes(word ^ 0x7F7F_7F7F_7F7F_7F7F)
}

/// 0x80 in each byte of `word` that is neither an ASCII letter nor a digit nor `-`.
@inline(__always)
func nonNameBytes(_ word: UInt64) -> UInt64 {
  let low = word & 0x7F7F_7F7F_7F7F_7F7F
  let dash = ~((low ^ 0x2D2D_2D2D_2D2D_2D2D) &+ 0x7F7F_7F7F_7F7F_7F7F)
  return (~(alphanumericBytes(low) | dash) | word) & 0x8080_8080_8080_8080
}

/// 0x80 in each byte of `word` that is neither an ASCII letter nor a digit nor `-` nor `.`.
@inline(__always)
func nonHostBytes(_ word: UInt64) -> UInt64 {
  let low = word & 0x7F7F_7F7F_7F7F_7F7F
  let dashOrDot = (low &+ 0x5353_5353_5353_5353) & ~(low &+ 0x5151_5151_5151_5151)
  return (~(alphanumericBytes(low) | dashOrDot) | word) & 0x8080_8080_8080_8080
}

/// 0x80 (and other bits) in each byte of `low` that is a letter or a digit; all are below 0x80, so
/// that no sum carries into the next byte.
@inline(__always)
private func alphanumericBytes(_ low: UInt64) -> UInt64 {
  let lower = low | lowercaseMask
  let letter = (lower &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(lower &+ 0x0505_0505_0505_0505)
  let digit = (low &+ 0x5050_5050_5050_5050) & ~(low &+ 0x4646_4646_4646_4646)
  return letter | digit
}

/// The number of the lowest byte that has its 0x80 set.
@inline(__always)
func firstByte(_ marks: UInt64) -> Int { marks.trailingZeroBitCount &>> 3 }

extension UInt8 {
  static let carriageReturn: UInt8 = 13
  static let lineFeed: UInt8 = 10
  static let space: UInt8 = 32
  static let tab: UInt8 = 9
  static let colon: UInt8 = 58
  static let slash: UInt8 = 47
  static let dot: UInt8 = 46
  static let percent: UInt8 = 37
  static let questionMark: UInt8 = 63
  static let underscore: UInt8 = 95

  /// Whether it is a `tchar` of RFC 9110 section 5.6.2.
  @inline(__always)
  var isToken: Bool { isIn(0x03FF_6CFA_0000_0000, 0x57FF_FFFF_C7FF_FFFE) }

  /// Whether it may stand in a host: unreserved, `%`, and sub-delims (RFC 3986 section 3.2.2)
  /// but for the comma, which is what two Host fields made one would be joined with.
  @inline(__always)
  var isHost: Bool { isIn(0x2BFF_6FF2_0000_0000, 0x47FF_FFFE_87FF_FFFE) }

  @inline(__always)
  var isOptionalWhiteSpace: Bool { self == .space || self == .tab }

  @inline(__always)
  var isDigit: Bool { self &- 48 < 10 }

  /// The value of a hexadecimal digit.
  @inline(__always)
  var hexValue: UInt8? {
    if isDigit { return self &- 48 }
    let letter = (self | 0x20) &- 97
    return letter < 6 ? letter &+ 10 : nil
  }

  @inline(__always)
  var lowercased: UInt8 { self &- 65 < 26 ? self | 0x20 : self }

  /// Membership in a set of ASCII characters: one bit each, 0 to 63 and 64 to 127.
  @inline(__always)
  private func isIn(_ low: UInt64, _ high: UInt64) -> Bool {
    guard self < 128 else { return false }
    return ((self < 64 ? low : high) &>> UInt64(self & 63)) & 1 == 1
  }
}
