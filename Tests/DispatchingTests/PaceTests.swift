import EventLoops
import Instants
import Manifests
import TestSupport
import Testing

@testable import Dispatching

struct PaceTests {
  private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
  private let hundred = PaceSpec(limit: 100, period: .second, burst: 10)

  private func accepted(_ number: Int) -> WallTime {
    WallTime(millisecondsSinceEpoch: 1_000_000 + Int64(number))
  }

  @Test func `as many go at once as the burst, then one in each interval`() {
    var pace = Pace(hundred)
    for _ in 0..<10 { #expect(pace.take(start) == nil) }
    #expect(pace.take(start) == .milliseconds(10))
    #expect(pace.take(start + .milliseconds(9)) == .milliseconds(1))
    #expect(pace.take(start + .milliseconds(10)) == nil)
    #expect(pace.take(start + .milliseconds(10)) == .milliseconds(10))
    for _ in 0..<10 { #expect(pace.take(start + .seconds(100)) == nil) }
    #expect(pace.take(start + .seconds(100)) != nil)
  }

  @Test func `those that wait get slots in the order of asking, and find a token there`() {
    var pace = Pace(hundred)
    for number in 0..<10 { #expect(pace.claim(acceptedAt: accepted(number), start) == nil) }
    let slots = (10..<50).map { pace.claim(acceptedAt: accepted($0), start) ?? start }
    #expect(slots == (1...40).map { start + .milliseconds(10 * $0) })
    #expect(pace.longestWait(start) == .milliseconds(400))
    for (number, slot) in slots.enumerated() {
      // Who comes anew does not take what is another one's.
      let newcomer = pace.claim(acceptedAt: accepted(100 + number), slot)
      #expect(number == 39 || newcomer.map { $0 > slots[39] } == true)
      #expect(pace.claim(acceptedAt: accepted(10 + number), slot) == nil)
    }
  }

  @Test func `nobody waits for more than the horizon, and the oldest come first`() {
    var pace = Pace(PaceSpec(limit: 1, period: .second, burst: 1))
    var waiting = (0..<300).map { (number: $0, time: start) }
    var gone: [Int] = []
    var now = start
    while let next = waiting.min(by: { ($0.time, $0.number) < ($1.time, $1.number) }) {
      waiting.removeAll { $0.number == next.number }
      now = max(now, next.time)
      if let time = pace.claim(acceptedAt: accepted(next.number), now) {
        #expect(time > now && time <= now + Pace.horizon)
        waiting.append((next.number, time))
      } else {
        gone.append(next.number)
      }
    }
    #expect(gone == Array(0..<300))
    #expect(now <= start + .seconds(330))
  }

  @Test(arguments: [1, 2, 3])
  func `in no second more go than the limit and the burst`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var pace = Pace(hundred)
    var waiting: [(number: Int, time: MonotonicTime)] = []
    var gone: [MonotonicTime] = []
    var now = start
    for number in 0..<3_000 {
      now = now + .microseconds(Int.random(in: 0...12_000, using: &generator))
      waiting.append((number, now))
      let due = waiting.filter { $0.time <= now }
      waiting.removeAll { $0.time <= now }
      for one in due {
        if let time = pace.claim(acceptedAt: accepted(one.number), now) {
          waiting.append((one.number, time))
        } else {
          gone.append(now)
        }
      }
    }
    for (index, time) in gone.enumerated() {
      let within = gone[index...].prefix { $0 - time < .seconds(1) }.count
      // What comes late within 100 ms counts as of its time.
      #expect(within <= 121)
    }
    // Nor fewer, for more come than may go.
    #expect(gone.count >= Int((now - start) / .milliseconds(10)) - 20)
  }

  @Test func `a token that is given back is another one's, and nobody's slot moves`() {
    var pace = Pace(hundred)
    for number in 0..<10 { #expect(pace.claim(acceptedAt: accepted(number), start) == nil) }
    pace.giveBack()
    #expect(pace.take(start) == nil)
    #expect(pace.claim(acceptedAt: accepted(10), start) == start + .milliseconds(10))
    pace.giveBack()
    #expect(pace.claim(acceptedAt: accepted(11), start) == start + .milliseconds(20))
  }

  /// Whoever waits comes late: clocks are rounded, threads woken, what comes together stands in line.
  @Test(arguments: [1, 2, 3], [5, 50, 400])
  func `those who come late keep their order and the rate, with the smallest burst`(
    seed: UInt64, limit: Int
  ) {
    var generator = SeededGenerator(seed: seed)
    var pace = Pace(PaceSpec(limit: limit, period: .second, burst: 1))
    var waiting = (0..<limit * 4).map { (number: $0, time: start) }
    var gone: [Int] = []
    var now = start
    while let next = waiting.lazy.map(\.time).min() {
      now = max(now, next) + .microseconds(Int.random(in: 0...20_000, using: &generator))
      let due = waiting.filter { $0.time <= now }.sorted { $0.number < $1.number }
      waiting.removeAll { $0.time <= now }
      for one in due {
        if let time = pace.claim(acceptedAt: accepted(one.number), now) {
          #expect(time > now)
          waiting.append((one.number, time))
        } else {
          gone.append(one.number)
        }
      }
    }
    #expect(gone == Array(0..<limit * 4))
    let ideal = Duration.seconds(4)
    #expect(now - start >= ideal - .seconds(1) && now - start <= ideal + .milliseconds(500))
  }

  @Test func `after a long pause those who have slots come at the rate again, in their order`() {
    var pace = Pace(PaceSpec(limit: 5, period: .second, burst: 1))
    for number in 0..<100 { _ = pace.claim(acceptedAt: accepted(number), start) }
    let later = start + .seconds(300)
    var waiting = (1..<100).map { (number: $0, time: later) }
    var gone: [(number: Int, time: MonotonicTime)] = []
    while let next = waiting.min(by: { ($0.time, $0.number) < ($1.time, $1.number) }) {
      waiting.removeAll { $0.number == next.number }
      if let time = pace.claim(acceptedAt: accepted(next.number), next.time) {
        waiting.append((next.number, time))
      } else {
        gone.append(next)
      }
    }
    #expect(gone.map(\.number) == Array(1..<100))
    for (one, two) in zip(gone, gone.dropFirst()) {
      #expect(two.time - one.time >= .milliseconds(95))
    }
  }
}
