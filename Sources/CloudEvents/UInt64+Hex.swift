extension UInt64 {
  /// The eight lower-case hexadecimal digits of the lower 32 bits, as bytes of a word: the first
  /// digit in the highest byte.
  var hexDigits: UInt64 {
    // One nibble a byte; then 39 more where it is a letter.
    var nibbles = self & 0xFFFF_FFFF
    nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
    nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
    let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 39
  }

  /// Reads lower-case hexadecimal digits, at most 16; nil for anything else.
  init?(hex digits: Span<UInt8>) {
    self = 0
    for index in digits.indices {
      let digit: UInt8
      switch digits[index] {
      case let byte where byte &- UInt8(ascii: "0") < 10: digit = byte &- UInt8(ascii: "0")
      case let byte where byte &- UInt8(ascii: "a") < 6: digit = byte &- UInt8(ascii: "a") &+ 10
      default: return nil
      }
      self = self << 4 | UInt64(digit)
    }
  }
}

extension [UInt8] {
  /// Appends `word` in 16 lower-case hexadecimal digits.
  mutating func append(hex word: UInt64) {
    append(addingCapacity: 16) { output in
      let (high, low) = ((word >> 32).hexDigits, word.hexDigits)
      for index in 0..<UInt64(8) {
        output.append(UInt8(truncatingIfNeeded: high >> (56 &- 8 &* index)))
      }
      for index in 0..<UInt64(8) {
        output.append(UInt8(truncatingIfNeeded: low >> (56 &- 8 &* index)))
      }
    }
  }
}
