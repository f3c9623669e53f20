import TestSupport
import Testing

@testable import MQTTConnector

struct BackoffTests {
  @Test(arguments: [1 as UInt64, 2, 3])
  func `waits double up to the longest, and chance takes half at most`(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var backoff = Backoff()
    for ceiling in [0.5, 1, 2, 4, 8, 16, 30, 30, 30] {
      let wait = backoff.next(using: &generator)
      #expect(wait >= .seconds(ceiling / 2) && wait <= .seconds(ceiling))
    }
    backoff.reset()
    #expect(backoff.next(using: &generator) <= Backoff.shortest)
  }
}
