import EventLoops
import Instants
import Manifests
import TestSupport
import Testing

@testable import Dispatching

struct RetryBudgetTests {
  private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

  private func spec(sharePercent: Int, floor: Int) -> RetryBudgetSpec {
    var spec = RetryBudgetSpec()
    spec.sharePercent = sharePercent
    spec.floor = PaceSpec(limit: floor, period: .second, burst: floor * 10)
    return spec
  }

  private func accepted(_ number: Int) -> WallTime {
    WallTime(millisecondsSinceEpoch: 1_000_000 + Int64(number))
  }

  /// Makes so many first attempts a second, each of which is retried once after a second.
  ///
  /// - Returns: the retries, and those that are put off at the end.
  private func run(
    _ spec: RetryBudgetSpec, firstsPerSecond: Int, seconds: Int
  ) -> (retries: Int, waiting: Int, asked: Int) {
    var generator = SeededGenerator(seed: 5)
    var budget = RetryBudget(spec)
    var waiting: [(number: Int, time: MonotonicTime)] = []
    var result = (retries: 0, waiting: 0, asked: 0)
    for millisecond in 0..<seconds * 1_000 {
      let now = start + .milliseconds(millisecond)
      if millisecond * firstsPerSecond % 1_000 < firstsPerSecond {
        budget.add(now)
        waiting.append((millisecond, now + .seconds(1)))
      }
      for one in waiting where one.time <= now {
        result.asked += 1
        if let time = budget.claim(acceptedAt: accepted(one.number), now) {
          #expect(time > now && time <= now + RetryBudget.horizon)
          let late = Duration.milliseconds(Int.random(in: 0...5, using: &generator))
          waiting.append((one.number, time + late))
        } else {
          result.retries += 1
        }
      }
      waiting.removeAll { $0.time <= now }
    }
    result.waiting = waiting.count
    return result
  }

  @Test(arguments: [(15, 50, 1), (40, 20, 4), (30, 0, 2)])
  func `retries get their share and the floor, also when they have to wait`(
    firstsPerSecond: Int, sharePercent: Int, floor: Int
  ) {
    let seconds = 30
    let result = run(
      spec(sharePercent: sharePercent, floor: floor), firstsPerSecond: firstsPerSecond,
      seconds: seconds)
    let share = firstsPerSecond * seconds * sharePercent / 100
    let most = share + floor * (seconds + 10)
    #expect(result.retries <= most + most / 50 + 1)
    #expect(result.retries >= most * 85 / 100)
    // Asking again and again would cost more than it brings.
    #expect(result.asked <= result.retries * 2 + result.waiting * 8)
  }

  @Test func `where there are fewer failures than the share allows nobody waits`() {
    let result = run(spec(sharePercent: 100, floor: 1), firstsPerSecond: 100, seconds: 30)
    #expect(result.retries == 29 * 100 && result.asked == result.retries)
  }

  @Test func `the floor of ten seconds is saved up, and no more`() {
    var budget = RetryBudget(spec(sharePercent: 0, floor: 2))
    for now in [start, start + .seconds(3_600)] {
      for number in 0..<20 { #expect(budget.claim(acceptedAt: accepted(number), now) == nil) }
      #expect(budget.claim(acceptedAt: accepted(20), now) == now + .milliseconds(500))
      #expect(budget.isWaitedFor(now) && !budget.isWaitedFor(now + .seconds(1)))
    }
  }

  @Test func `what first attempts bring is kept for a while, and then lost`() {
    for (seconds, count) in [(1, 40...60), (3_600, 10...10)] {
      var budget = RetryBudget(spec(sharePercent: 50, floor: 1))
      for _ in 0..<100 { budget.add(start) }
      let later = start + .seconds(seconds)
      var retries = 0
      while budget.claim(acceptedAt: accepted(0), later) == nil { retries += 1 }
      #expect(count.contains(retries), "\(retries) after \(seconds) s")
    }
  }
}
