import Deliveries
import EventLoops
import Instants
import Manifests
import TestSupport
import Testing

@testable import Dispatching

struct BreakerTests {
  private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

  private func spec(failures: Int = 3, sharePercent: Int = 50) -> BreakerSpec {
    var spec = BreakerSpec()
    spec.failures = failures
    spec.sharePercent = sharePercent
    spec.time = .seconds(2)
    spec.maxTime = .seconds(10)
    return spec
  }

  /// One attempt from its begin to its end; nil where it had to wait.
  @discardableResult
  private func attempt(
    _ breaker: inout Breaker, _ sign: Breaker.Sign?, _ now: MonotonicTime
  ) -> Breaker.Change?? {
    guard breaker.hold(now) == nil else { return nil }
    let ticket = breaker.begin()
    return .some(breaker.end(ticket, sign, now, words: "HTTP 503"))
  }

  @Test func `failures in a row open it, and anything between them does not count`() {
    var breaker = Breaker(spec())
    for sign in [Breaker.Sign.down, .down, .refused, .down, .down, .well, .down, .down] {
      #expect(attempt(&breaker, sign, start) == .some(nil))
    }
    #expect(attempt(&breaker, .down, start) == .opened(time: .seconds(2)))
    #expect(breaker.reason == "3 failures in a row, the last: HTTP 503")
    #expect(breaker.hold(start) == start + .seconds(2))
  }

  @Test func `what tells nothing changes nothing`() {
    var breaker = Breaker(spec(failures: 2))
    #expect(attempt(&breaker, .down, start) == .some(nil))
    #expect(attempt(&breaker, nil, start) == .some(nil))
    #expect(attempt(&breaker, .down, start) == .opened(time: .seconds(2)))
  }

  @Test func `most of a window's deliveries open it, of whatever kind their failure is`() {
    var breaker = Breaker(spec(failures: 1_000))
    for number in 0..<19 {
      let sign: Breaker.Sign = number.isMultiple(of: 2) ? .refused : .well
      #expect(attempt(&breaker, sign, start) == .some(nil))
    }
    #expect(attempt(&breaker, .down, start) == .opened(time: .seconds(2)))
    #expect(breaker.reason == "11 of 20 deliveries failed within 1m, the last: HTTP 503")
  }

  @Test func `fewer failures than the share leave it closed, however many they are`() {
    var breaker = Breaker(spec(failures: 1_000, sharePercent: 80))
    for number in 0..<10_000 {
      let sign: Breaker.Sign = number % 4 == 0 ? .well : .refused
      #expect(attempt(&breaker, sign, start + .milliseconds(number)) == .some(nil))
    }
  }

  @Test func `when its time is over single deliveries try, and five good ones close it`() {
    var breaker = Breaker(spec(failures: 1))
    attempt(&breaker, .down, start)
    let later = start + .seconds(2)
    #expect(breaker.hold(later) == nil)
    let first = breaker.begin()
    #expect(breaker.hold(later) == later + Breaker.trialPause)
    #expect(breaker.end(first, .well, later, words: "") == nil)
    // One that was well lets two try at once.
    let tickets = (0..<2).map { _ in
      #expect(breaker.hold(later) == nil)
      return breaker.begin()
    }
    #expect(breaker.hold(later) != nil)
    for ticket in tickets { #expect(breaker.end(ticket, .well, later, words: "") == nil) }
    #expect(attempt(&breaker, .well, later) == .some(nil))
    #expect(attempt(&breaker, .well, later) == .closed)
    #expect(breaker.isClosed && breaker.hold(later) == nil)
  }

  @Test func `each failed trial holds it for twice as long, up to the limit`() {
    var breaker = Breaker(spec(failures: 1))
    var now = start
    for seconds in [2, 4, 8, 10, 10] {
      #expect(attempt(&breaker, .down, now) == .opened(time: .seconds(seconds)))
      #expect(breaker.hold(now + .milliseconds(seconds * 1_000 - 1)) != nil)
      now = now + .seconds(seconds)
    }
    for _ in 0..<4 { #expect(attempt(&breaker, .well, now) == .some(nil)) }
    #expect(attempt(&breaker, .well, now) == .closed)
    #expect(attempt(&breaker, .down, now) == .opened(time: .seconds(2)))
  }

  @Test func `a trial that is given up lets another one try`() {
    var breaker = Breaker(spec(failures: 1))
    attempt(&breaker, .down, start)
    let later = start + .seconds(2)
    #expect(attempt(&breaker, nil, later) == .some(nil))
    #expect(breaker.hold(later) == nil)
  }

  @Test func `a refusal shows that a target is up, unless refusals have opened it`() {
    var down = Breaker(spec(failures: 1))
    attempt(&down, .down, start)
    #expect(attempt(&down, .refused, start + .seconds(2)) == .some(nil))
    var refusing = Breaker(spec(failures: 1_000))
    for _ in 0..<20 { attempt(&refusing, .refused, start) }
    #expect(!refusing.isClosed)
    #expect(
      attempt(&refusing, .refused, start + .seconds(2)) == .opened(time: .seconds(4)))
  }

  @Test func `what began in an earlier phase tells nothing`() {
    var breaker = Breaker(spec(failures: 1))
    let late = (0..<3).map { _ in breaker.begin() }
    attempt(&breaker, .down, start)
    #expect(breaker.end(late[0], .well, start, words: "") == nil)
    let later = start + .seconds(2)
    #expect(breaker.hold(later) == nil)
    let trial = breaker.begin()
    #expect(breaker.end(late[1], .down, later, words: "") == nil)
    for _ in 0..<5 { #expect(breaker.end(late[2], .well, later, words: "") == nil) }
    #expect(breaker.end(trial, .down, later, words: "") == .opened(time: .seconds(4)))
  }

  @Test func `no more are under way than may fail before it opens`() {
    var breaker = Breaker(spec(failures: 5))
    var tickets = (0..<5).map { _ in breaker.begin() }
    #expect(breaker.room == 5)
    for failures in 1..<5 {
      let change = breaker.end(
        tickets.removeLast(), .down, start, underWay: tickets.count + 1, words: "")
      // Nobody may follow those that are under way.
      #expect(change == nil && breaker.room == 5 - failures && breaker.room == tickets.count)
    }
    #expect(breaker.end(tickets[0], .down, start, words: "") == .opened(time: .seconds(2)))
    // Who waits is held then, and is not to wait for room besides.
    #expect(breaker.room == .max)
  }

  @Test func `successes triple the room in a round, where it is needed`() {
    var breaker = Breaker(spec(failures: 10))
    for room in [30, 90, 270] {
      let before = breaker.room
      for _ in 0..<before {
        _ = breaker.end(breaker.begin(), .well, start, underWay: breaker.room, words: "")
      }
      #expect(breaker.room == room)
    }
    for _ in 0..<1_000 {
      _ = breaker.end(breaker.begin(), .well, start, underWay: 100, words: "")
    }
    #expect(breaker.room == 270)
  }

  @Test func `one failure among many takes the room until the next success`() {
    var breaker = Breaker(spec(failures: 10))
    for _ in 0..<100 {
      _ = breaker.end(breaker.begin(), .well, start, underWay: breaker.room, words: "")
    }
    _ = breaker.end(breaker.begin(), .down, start, underWay: 100, words: "")
    #expect(breaker.room == 9)
    _ = breaker.end(breaker.begin(), .well, start, underWay: 100, words: "")
    #expect(breaker.room == 209)
    for _ in 0..<1_000 {
      _ = breaker.end(breaker.begin(), .refused, start, underWay: 1, words: "")
      if !breaker.isClosed { break }
    }
    #expect(!breaker.isClosed)
    attempt(&breaker, .well, start + .seconds(2))
    for _ in 0..<4 { attempt(&breaker, .well, start + .seconds(2)) }
    // It begins anew.
    #expect(breaker.isClosed && breaker.room == 10)
  }

  @Test func `whatever happens, a hold has an end and nothing waits beyond it`() {
    var generator = SeededGenerator(seed: 11)
    var breaker = Breaker(spec())
    var now = start
    var underWay: [Breaker.Ticket] = []
    for _ in 0..<50_000 {
      now = now + .milliseconds(Int.random(in: 0...500, using: &generator))
      if let time = breaker.hold(now) {
        #expect(time > now && time <= now + .seconds(10))
      } else {
        underWay.append(breaker.begin())
      }
      if underWay.count > 4 || (breaker.hold(now) != nil && !underWay.isEmpty) {
        let ticket = underWay.remove(at: Int.random(in: 0..<underWay.count, using: &generator))
        let sign: Breaker.Sign? =
          [.well, .refused, .down, nil][Int.random(in: 0..<4, using: &generator)]
        _ = breaker.end(ticket, sign, now, words: "")
      }
    }
  }

  @Test(
    arguments: [
      (200, .well), (204, .well), (301, .refused), (400, .refused), (404, .refused),
      (429, nil), (500, .down), (503, .down), (599, .down),
    ] as [(Int, Breaker.Sign?)])
  func `an answer tells by its status`(status: Int, sign: Breaker.Sign?) {
    let result = AttemptResult(
      httpStatus: status, retryAfterHeader: nil, now: WallTime(secondsSinceEpoch: 0))
    #expect(Breaker.Sign(result) == sign)
  }

  @Test(arguments: [AttemptResult.Cause.timeout, .unreachable, .failure])
  func `no usable answer tells that the target is down`(cause: AttemptResult.Cause) {
    let result = AttemptResult(kind: .retryable, cause: cause, reason: "")
    #expect(Breaker.Sign(result) == .down)
  }
}
