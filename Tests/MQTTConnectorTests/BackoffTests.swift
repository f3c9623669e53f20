import Testing

@testable import MQTTConnector

struct BackoffTests {
  @Test(arguments: [1 as UInt64, 2, 3])
  func `waits double up to the longest, and chance takes half at most`(_ seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    var backoff = Backoff()
    for ceiling in [0.5, 1, 2, 4, 8, 16, 30, 30, 30] {
      let wait = backoff.next(using: &generator)
      #expect(wait >= .seconds(ceiling / 2) && wait <= .seconds(ceiling))
    }
    backoff.reset()
    #expect(backoff.next(using: &generator) <= Backoff.shortest)
  }
}

/// SplitMix64: the same seed gives the same numbers.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
