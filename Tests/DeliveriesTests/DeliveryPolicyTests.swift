import Instants
import TestSupport
import Testing

@testable import Deliveries

struct DeliveryPolicyTests {
  private let accepted = WallTime(secondsSinceEpoch: 1_000)
  private let now = WallTime(secondsSinceEpoch: 1_010)
  private let retryable = AttemptResult(
    httpStatus: 503, retryAfterHeader: nil, now: WallTime(secondsSinceEpoch: 0))

  @Test func `what is delivered is done, whatever the attempts and the age`() {
    var policy = DeliveryPolicy()
    policy.retries = 0
    policy.maxAge = .seconds(1)
    let result = AttemptResult(httpStatus: 200, retryAfterHeader: nil, now: now)
    #expect(decide(policy, result, attempts: 9) == .done)
  }

  @Test func `a permanent failure ends at the first attempt`() {
    let result = AttemptResult(httpStatus: 400, retryAfterHeader: nil, now: now)
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
      after: result, attempts: 1, expiresAt: nil, now: now, random: .max)
    #expect(decision == .retry(at: now + expected))
  }

  @Test func `what would be too old at the next attempt has expired`() {
    var policy = DeliveryPolicy()
    policy.delay = .seconds(5)
    policy.maxAge = .seconds(15)
    #expect(decide(policy, retryable, attempts: 1) == .retry(at: now + .seconds(5)))
    policy.maxAge = .seconds(14)
    #expect(decide(policy, retryable, attempts: 1) == .expired)
  }

  @Test func `an event expires by its maxAge or its own expirytime, whichever is first`() {
    var policy = DeliveryPolicy()
    let early = accepted + .seconds(3)
    #expect(policy.expiry(acceptedAt: accepted, expiryTime: nil) == nil)
    #expect(policy.expiry(acceptedAt: accepted, expiryTime: early) == early)
    policy.maxAge = .seconds(14)
    #expect(policy.expiry(acceptedAt: accepted, expiryTime: nil) == accepted + .seconds(14))
    #expect(policy.expiry(acceptedAt: accepted, expiryTime: early) == early)
    let late = accepted + .seconds(100)
    #expect(policy.expiry(acceptedAt: accepted, expiryTime: late) == accepted + .seconds(14))
  }

  @Test(
    arguments: [(.full, 0, 8), (.equal, 4, 8), (.none, 8, 8)]
      as [(DeliveryPolicy.Jitter, Int, Int)])
  func `jitter says how far below the back-off a wait may be`(
    jitter: DeliveryPolicy.Jitter, least: Int, most: Int
  ) {
    var policy = DeliveryPolicy()
    policy.delay = .seconds(8)
    policy.jitter = jitter
    let bounds = [0, UInt64.max].map {
      policy.wait(afterAttempt: 1, retryAfter: nil, random: $0)
    }
    #expect(bounds == [.seconds(least), .seconds(most)])
  }

  @Test func `retryOn decides what is worth another attempt, and nothing else does`() {
    var policy = DeliveryPolicy()
    policy.retryOn = [.status(400), .statusClass(5), .timeout]
    let causes: [(AttemptResult, Bool)] = [
      (answer(400), true), (answer(500), true), (answer(599), true), (answer(404), false),
      (answer(429), false), (silence(.timeout), true), (silence(.unreachable), false),
      (silence(.failure), false),
    ]
    for (result, isRetried) in causes {
      if case .retry = decide(policy, result, attempts: 1) {
        #expect(isRetried, "\(result.cause)")
      } else {
        #expect(!isRetried, "\(result.cause)")
      }
    }
    policy.retryOn = [.status(200)]
    #expect(decide(policy, answer(200), attempts: 1) == .done)
  }

  @Test func `by default what the delivery contract calls retryable is retried`() {
    for status in 200..<600 {
      let result = answer(status)
      let rules = RetryRule.standard
      let isRetried = rules.contains { $0.matches(result.cause) }
      #expect(isRetried == (result.kind == .retryable), "\(status)")
    }
  }

  private func answer(_ status: Int) -> AttemptResult {
    AttemptResult(httpStatus: status, retryAfterHeader: nil, now: now)
  }

  private func silence(_ cause: AttemptResult.Cause) -> AttemptResult {
    AttemptResult(kind: .retryable, cause: cause, reason: "no answer")
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
      after: result, attempts: attempts,
      expiresAt: policy.expiry(acceptedAt: accepted, expiryTime: nil), now: now, random: .max)
  }
}
