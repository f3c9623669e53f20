/// xoroshiro128++ by David Blackman and Sebastiano Vigna, which is in the public domain: a few
/// instructions a number, for identifiers that must not collide but may be guessed.
package struct RandomBits: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64)

  /// - Parameter seed: random; two generators must not have the same.
  package init(seed: (UInt64, UInt64)) {
    // The generator needs one bit that is not zero.
    state = (seed.0 ^ 0x9E37_79B9_7F4A_7C15, seed.1)
    if state == (0, 0) { state.1 = .max }
    for _ in 0..<8 { _ = next() }
  }

  @inline(__always)
  package mutating func next() -> UInt64 {
    let (first, second) = state
    let mixed = second ^ first
    state = (Self.rotate(first, 49) ^ mixed ^ mixed << 21, Self.rotate(mixed, 28))
    return Self.rotate(first &+ second, 17) &+ first
  }

  @inline(__always)
  private static func rotate(_ bits: UInt64, _ count: UInt64) -> UInt64 {
    bits << count | bits >> (64 &- count)
  }
}
