import Instants

/// Makes identifiers of events: UUIDs of version 7 (RFC 9562, section 5.7), each greater than the
/// one before it.
///
/// Within a millisecond the twelve bits `rand_a` count up, from a random start in their lower
/// half (section 6.2, method 1); where they are used up, or the clock went back, the identifiers
/// run ahead of the clock. The rest is random: enough against collisions, not against guessing.
package struct EventIdentifiers: Sendable {
  private var bits: RandomBits
  private var milliseconds: UInt64 = 0
  private var counter: UInt64 = 0

  /// - Parameter seed: random; two generators must not have the same.
  package init(seed: (UInt64, UInt64)) { bits = RandomBits(seed: seed) }

  /// The next identifier, 36 lower-case characters.
  package mutating func next(at time: WallTime) -> String {
    let now = UInt64(max(0, time.millisecondsSinceEpoch))
    let random = bits.next()
    if now > milliseconds {
      milliseconds = now
      counter = random >> 53
    } else if counter < 0xFFF {
      counter &+= 1
    } else {
      milliseconds &+= 1
      counter = random >> 53
    }
    let high = milliseconds << 16 | 0x7000 | counter
    let low = 1 << 63 | bits.next() >> 2
    return Self.text(high, low)
  }

  private static func text(_ high: UInt64, _ low: UInt64) -> String {
    var text = InlineArray<36, UInt8>(repeating: UInt8(ascii: "-"))
    write(high >> 32, to: &text, at: (0, 4))
    write(high, to: &text, at: (9, 14))
    write(low >> 32, to: &text, at: (19, 24))
    write(low, to: &text, at: (28, 32))
    guard let utf8 = try? UTF8Span(validating: text.span) else {
      preconditionFailure("hexadecimal digits are UTF-8")
    }
    return String(copying: utf8)
  }

  /// Writes the eight hexadecimal digits of the lower 32 bits, four at each of two places.
  private static func write(
    _ word: UInt64, to text: inout InlineArray<36, UInt8>, at places: (Int, Int)
  ) {
    let digits = word.hexDigits
    for index in 0..<4 {
      text[places.0 &+ index] = UInt8(truncatingIfNeeded: digits >> UInt64(56 &- 8 &* index))
      text[places.1 &+ index] = UInt8(truncatingIfNeeded: digits >> UInt64(24 &- 8 &* index))
    }
  }
}
