/// A set of ASCII characters as 128 bits.
struct ByteSet {
  /// Bit n stands for the character n.
  private let low: UInt64
  /// Bit n stands for the character 64 + n.
  private let high: UInt64

  /// The constants are written out, because a set built from text would be built at run time;
  /// tests compare them with the text.
  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    if byte < 64 { return low >> UInt64(byte) & 1 == 1 }
    return byte < 128 && high >> UInt64(byte &- 64) & 1 == 1
  }
}
