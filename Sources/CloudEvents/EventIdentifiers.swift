import Instants

/// Makes identifiers of events: UUIDs of version 7 (RFC 9562, section 5.7), each greater than the
/// one before it.
///
/// Within a millisecond the twelve bits `rand_a` count up, from a random start in their lower
/// half (section 6.2, method 1); where they are used up, or the clock went back, the identifiers
/// run ahead of the clock. The rest is random: enough against collisions, not against guessing.
package struct EventIdentifiers: Sendable {
  private var state: (UInt64, UInt64)
  private var milliseconds: UInt64 = 0
  private var counter: UInt64 = 0

  /// - Parameter seed: random; two generators must not have the same.
  package init(seed: (UInt64, UInt64)) {
    // The generator needs one bit that is not zero.
    state = (seed.0 ^ 0x9E37_79B9_7F4A_7C15, seed.1)
    if state == (0, 0) { state.1 = .max }
    for _ in 0..<8 { _ = random() }
  }

  /// The next identifier, 36 lower-case characters.
  package mutating func next(at time: WallTime) -> String {
    let now = UInt64(max(0, time.millisecondsSinceEpoch))
    let bits = random()
    if now > milliseconds {
      milliseconds = now
      counter = bits >> 53
    } else if counter < 0xFFF {
      counter &+= 1
    } else {
      milliseconds &+= 1
      counter = bits >> 53
    }
    let high = milliseconds << 16 | 0x7000 | counter
    let low = 1 << 63 | random() >> 2
    return Self.text(high, low)
  }

  /// xoroshiro128++ by David Blackman and Sebastiano Vigna, which is in the public domain.
  private mutating func random() -> UInt64 {
    let (first, second) = state
    let mixed = second ^ first
    state = (Self.rotate(first, 49) ^ mixed ^ mixed << 21, Self.rotate(mixed, 28))
    return Self.rotate(first &+ second, 17) &+ first
  }

  private static func rotate(_ bits: UInt64, _ count: UInt64) -> UInt64 {
    bits << count | bits >> (64 &- count)
  }

  private static func text(_ high: UInt64, _ low: UInt64) -> String {
    var text = InlineArray<36, UInt8>(repeating: UInt8(ascii: "-"))
    var index = 0
    for nibble in 0..<32 {
      if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { index &+= 1 }
      let word = nibble < 16 ? high : low
      let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 &- nibble % 16 &* 4)) & 0x0F
      text[index] = digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &+ digit &- 10
      index &+= 1
    }
    guard let utf8 = try? UTF8Span(validating: text.span) else {
      preconditionFailure("hexadecimal digits are UTF-8")
    }
    return String(copying: utf8)
  }
}
