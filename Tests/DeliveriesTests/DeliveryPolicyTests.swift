import Instants
import TestSupport
import Testing

@testable import Deliveries

struct DeliveryPolicyTests {
  private let accepted = WallTime(secondsSinceEpoch: 1_000)
  private let now = WallTime(secondsSinceEpoch: 1_010)
  private let retryable = AttemptResult(kind: .retryable, status: 503, reason: "HTTP 503")

  @Test func `what is delivered is done, whatever the attempts and the age`() {
    var policy = DeliveryPolicy()
    policy.retries = 0
    policy.maxAge = .seconds(1)
    let result = AttemptResult(kind: .delivered, status: 200, reason: "HTTP 200")
    #expect(decide(policy, result, attempts: 9) == .done)
  }

  @Test func `a permanent failure ends at the first attempt`() {
    let result = AttemptResult(kind: .permanent, status: 400, reason: "HTTP 400")
    var policy = DeliveryPolicy()
    #expect(decide(policy, result, attempts: 1) == .dead(reason: "HTTP 400"))
    policy.deadLetter = false
    #expect(decide(policy, result, attempts: 1) == .failed(reason: "HTTP 400"))
  }

  @Test(arguments: [0, 1, 5, 1_000])
  func `n retries mean n + 1 attempts`(retries: Int) {
    var policy = DeliveryPolicy()
    policy.retries = retries
    var attempts = 1
    while case .retry = decide(policy, retryable, attempts: attempts) { attempts += 1 }
    #expect(attempts == retries + 1)
    let reason = retries == 0 ? "HTTP 503" : "HTTP 503, after \(retries + 1) attempts"
    #expect(decide(policy, retryable, attempts: attempts) == .dead(reason: reason))
  }

  @Test(
    arguments: [
      (.constant, [1, 1, 1, 1, 1]), (.linear, [1, 2, 3, 4, 5]), (.linear, [1, 2, 3, 4, 5]),
      (.exponential, [1, 2, 4, 8, 10]),
    ] as [(DeliveryPolicy.Backoff, [Int])])
  func `the back-off grows as declared, up to maxDelay`(
    backoff: DeliveryPolicy.Backoff, seconds: [Int]
  ) {
    var policy = DeliveryPolicy()
    policy.backoff = backoff
    policy.maxDelay = .seconds(10)
    for (attempt, expected) in seconds.enumerated() {
      #expect(policy.backoff(afterAttempt: attempt + 1) == .seconds(expected))
    }
    let far: Duration = backoff == .constant ? .seconds(1) : .seconds(10)
    #expect(policy.backoff(afterAttempt: 1_001) == far)
  }

  @Test(arguments: DeliveryPolicy.Backoff.allCases)
  func `no delay and no attempt overflows`(backoff: DeliveryPolicy.Backoff) {
    var policy = DeliveryPolicy()
    policy.backoff = backoff
    for delay in [.zero, .nanoseconds(1), .seconds(9_000_000_000)] as [Duration] {
      policy.delay = delay
      policy.maxDelay = .seconds(9_000_000_000)
      for attempt in [1, 2, 63, 64, 65, 1_001] {
        let wait = policy.wait(afterAttempt: attempt, retryAfter: nil, random: .max)
        #expect(wait == policy.backoff(afterAttempt: attempt))
        #expect(wait >= delay && wait <= policy.maxDelay)
      }
    }
  }

  @Test func `full jitter spreads waits evenly from zero to the back-off`() {
    var generator = SeededGenerator(seed: 3)
    var policy = DeliveryPolicy()
    policy.delay = .seconds(8)
    #expect(policy.wait(afterAttempt: 1, retryAfter: nil, random: 0) == .zero)
    #expect(policy.wait(afterAttempt: 1, retryAfter: nil, random: .max) == .seconds(8))
    #expect(policy.wait(afterAttempt: 1, retryAfter: nil, random: .max / 2) <= .seconds(4))
    var buckets = Array(repeating: 0, count: 8)
    for _ in 0..<80_000 {
      let wait = policy.wait(afterAttempt: 1, retryAfter: nil, random: generator.next())
      buckets[min(7, Int(wait.components.seconds))] += 1
    }
    for bucket in buckets { #expect(abs(bucket - 10_000) < 500) }
  }

  @Test(arguments: [
    (Duration.seconds(3), Duration.seconds(5)), (.seconds(60), .seconds(60)),
    (.seconds(90), .seconds(90)), (.seconds(7_200), .seconds(100)), (.zero, .seconds(5)),
  ])
  func `a function's Retry-After lengthens the wait up to retryAfterMax`(
    retryAfter: Duration, expected: Duration
  ) {
    var policy = DeliveryPolicy()
    policy.delay = .seconds(5)
    policy.retryAfterMax = .seconds(100)
    var result = retryable
    result.retryAfter = retryAfter
    let decision = policy.decide(
      after: result, attempts: 1, acceptedAt: accepted, now: now, random: .max)
    #expect(decision == .retry(at: now + expected))
  }

  @Test func `what would be too old at the next attempt has expired`() {
    var policy = DeliveryPolicy()
    policy.delay = .seconds(5)
    policy.maxAge = .seconds(15)
    #expect(decide(policy, retryable, attempts: 1) == .retry(at: now + .seconds(5)))
    policy.maxAge = .seconds(14)
    #expect(decide(policy, retryable, attempts: 1) == .expired)
    #expect(!policy.hasExpired(acceptedAt: accepted, at: accepted + .seconds(14)))
    #expect(policy.hasExpired(acceptedAt: accepted, at: accepted + .nanoseconds(14_000_000_001)))
    policy.maxAge = nil
    #expect(!policy.hasExpired(acceptedAt: accepted, at: accepted + .seconds(1_000_000)))
  }

  @Test func `too many attempts count before the age`() {
    var policy = DeliveryPolicy()
    policy.retries = 0
    policy.maxAge = .seconds(1)
    #expect(decide(policy, retryable, attempts: 1) == .dead(reason: "HTTP 503"))
  }

  private func decide(
    _ policy: DeliveryPolicy, _ result: AttemptResult, attempts: Int
  ) -> DeliveryDecision {
    policy.decide(
      after: result, attempts: attempts, acceptedAt: accepted, now: now, random: .max)
  }
}
