import Deliveries
import EventLoops
import Instants
import TestSupport
import Testing

@testable import Dispatching

struct AdaptiveLimitTests {
  private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

  /// As many deliveries at once as the limit says, each answered after that time.
  ///
  /// - Returns: when they have ended.
  private func round(
    _ limit: inout AdaptiveLimit, _ sign: AdaptiveLimit.Sign = .fine, from now: MonotonicTime,
    milliseconds: Int = 10
  ) -> MonotonicTime {
    let end = now + .milliseconds(milliseconds)
    let count = limit.limit
    for _ in 0..<count { limit.note(sign, startedAt: now, end, underWay: count) }
    return end
  }

  @Test func `it doubles from its least to its most while all is well`() {
    var limit = AdaptiveLimit(1...64)
    var now = start
    var seen = [limit.limit]
    for _ in 0..<7 {
      now = round(&limit, from: now)
      seen.append(limit.limit)
    }
    #expect(seen == [1, 2, 4, 8, 16, 32, 64, 64])
  }

  @Test func `what can't keep up halves it once for all that was under way`() {
    var limit = AdaptiveLimit(1...64)
    var now = start
    for _ in 0..<6 { now = round(&limit, from: now) }
    #expect(limit.limit == 64)
    now = round(&limit, .overloaded, from: now)
    #expect(limit.limit == 32)
    limit.note(.overloaded, startedAt: start, now, underWay: 9)
    #expect(limit.limit == 32)
    for _ in 0..<20 { now = round(&limit, .overloaded, from: now) }
    #expect(limit.limit == 1)
  }

  @Test func `after that it grows by about one a round`() {
    var limit = AdaptiveLimit(1...64)
    var now = start
    for _ in 0..<4 { now = round(&limit, from: now) }
    now = round(&limit, .overloaded, from: now)
    #expect(limit.limit == 8)
    for _ in 0..<10 { now = round(&limit, from: now) }
    #expect((16...18).contains(limit.limit))
  }

  @Test func `it does not grow while answers come slower`() {
    var limit = AdaptiveLimit(1...1_000)
    var now = start
    for _ in 0..<4 { now = round(&limit, from: now) }
    let before = limit.limit
    // One answer alone may be slow; a round of them is not noise.
    for _ in 0..<5 { now = round(&limit, from: now, milliseconds: 100) }
    #expect(limit.limit - before <= 2)
  }

  @Test func `it does not grow where nobody reaches it`() {
    var limit = AdaptiveLimit(4...64)
    for _ in 0..<1_000 { limit.note(.fine, startedAt: start, start, underWay: 2) }
    #expect(limit.limit == 4)
  }

  @Test func `whatever comes, it stays within its bounds`() {
    var generator = SeededGenerator(seed: 5)
    var limit = AdaptiveLimit(3...17)
    var now = start
    for _ in 0..<20_000 {
      let began = now
      now = now + .microseconds(Int.random(in: 0...50_000, using: &generator))
      let sign: AdaptiveLimit.Sign =
        Int.random(in: 0..<20, using: &generator) == 0 ? .overloaded : .fine
      limit.note(sign, startedAt: began, now, underWay: limit.limit)
      #expect((3...17).contains(limit.limit))
    }
  }

  @Test(
    arguments: [(200, .fine), (429, .overloaded), (503, .overloaded), (500, nil), (400, nil)]
      as [(Int, AdaptiveLimit.Sign?)])
  func `an answer tells of load by its status`(status: Int, sign: AdaptiveLimit.Sign?) {
    let result = AttemptResult(
      httpStatus: status, retryAfterHeader: nil, now: WallTime(secondsSinceEpoch: 0))
    #expect(AdaptiveLimit.Sign(result) == sign)
    let silence = AttemptResult(kind: .retryable, cause: .timeout, reason: "")
    #expect(AdaptiveLimit.Sign(silence) == .overloaded)
  }
}
