/// xxHash with 64 bits: fast, well mixed, and the same on every machine.
///
/// Source: xxHash fast digest algorithm, specification 0.2.0, section "XXH64 algorithm description".
package enum XXH64 {
  /// The hash of the text's UTF-8 bytes.
  package static func hash(_ text: String, seed: UInt64 = 0) -> UInt64 {
    hash(text.utf8Span.span, seed: seed)
  }

  /// The hash of `bytes`, of any length.
  package static func hash(_ bytes: Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
    var position = 0
    var accumulator = seed &+ prime5
    if bytes.count >= 32 {
      accumulator = stripes(of: bytes, seed: seed)
      position = bytes.count & ~31
    }
    accumulator &+= UInt64(truncatingIfNeeded: bytes.count)

    while position + 8 <= bytes.count {
      accumulator ^= round(0, word64(bytes, at: position))
      accumulator = rotate(accumulator, by: 27) &* prime1 &+ prime4
      position += 8
    }
    if position + 4 <= bytes.count {
      accumulator ^= word32(bytes, at: position) &* prime1
      accumulator = rotate(accumulator, by: 23) &* prime2 &+ prime3
      position += 4
    }
    while position < bytes.count {
      accumulator ^= UInt64(bytes[position]) &* prime5
      accumulator = rotate(accumulator, by: 11) &* prime1
      position += 1
    }

    accumulator ^= accumulator >> 33
    accumulator &*= prime2
    accumulator ^= accumulator >> 29
    accumulator &*= prime3
    accumulator ^= accumulator >> 32
    return accumulator
  }

  /// Steps 1 to 3: four lanes over the whole stripes of 32 bytes, brought together.
  private static func stripes(of bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
    var lane1 = seed &+ prime1 &+ prime2
    var lane2 = seed &+ prime2
    var lane3 = seed
    var lane4 = seed &- prime1
    var position = 0
    while position + 32 <= bytes.count {
      lane1 = round(lane1, word64(bytes, at: position))
      lane2 = round(lane2, word64(bytes, at: position + 8))
      lane3 = round(lane3, word64(bytes, at: position + 16))
      lane4 = round(lane4, word64(bytes, at: position + 24))
      position += 32
    }
    var accumulator =
      rotate(lane1, by: 1) &+ rotate(lane2, by: 7) &+ rotate(lane3, by: 12)
      &+ rotate(lane4, by: 18)
    accumulator = merge(accumulator, lane1)
    accumulator = merge(accumulator, lane2)
    accumulator = merge(accumulator, lane3)
    return merge(accumulator, lane4)
  }

  private static func merge(_ accumulator: UInt64, _ lane: UInt64) -> UInt64 {
    (accumulator ^ round(0, lane)) &* prime1 &+ prime4
  }

  private static func round(_ accumulator: UInt64, _ word: UInt64) -> UInt64 {
    rotate(accumulator &+ word &* prime2, by: 31) &* prime1
  }

  private static func rotate(_ value: UInt64, by count: UInt64) -> UInt64 {
    value &<< count | value &>> (64 &- count)
  }

  private static func word64(_ bytes: Span<UInt8>, at position: Int) -> UInt64 {
    word32(bytes, at: position) | word32(bytes, at: position + 4) &<< 32
  }

  private static func word32(_ bytes: Span<UInt8>, at position: Int) -> UInt64 {
    UInt64(bytes[position]) | UInt64(bytes[position + 1]) &<< 8
      | UInt64(bytes[position + 2]) &<< 16 | UInt64(bytes[position + 3]) &<< 24
  }

  private static var prime1: UInt64 { 0x9E37_79B1_85EB_CA87 }
  private static var prime2: UInt64 { 0xC2B2_AE3D_27D4_EB4F }
  private static var prime3: UInt64 { 0x1656_67B1_9E37_79F9 }
  private static var prime4: UInt64 { 0x85EB_CA77_C2B2_AE63 }
  private static var prime5: UInt64 { 0x27D4_EB2F_1656_67C5 }
}
