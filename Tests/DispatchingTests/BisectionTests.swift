import TestSupport
import Testing

@testable import Dispatching

struct BisectionTests {
  /// Tries the parts of a batch in which some events make every request with them fail.
  ///
  /// - Returns: the events of the parts whose failure stood, and the requests that it took.
  private func run(
    _ count: Int, poison: Set<Int>, isOn: Bool = true
  ) -> (failed: Set<Int>, requests: Int) {
    var parts = Bisection(count: count, isOn: isOn)
    var done: Set<Int> = []
    while let part = parts.next() {
      if poison.isDisjoint(with: part) {
        parts.noteSuccess()
        done.formUnion(part)
      } else {
        parts.noteFailure(part, maySplit: true)
      }
    }
    let failed = Set(parts.failed.joined())
    #expect(done.isDisjoint(with: failed) && done.count + failed.count == count)
    return (failed, parts.tried)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `up to seven events that fail are found alone, whatever the size`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let count = Int.random(in: 1...10_000, using: &generator)
    let wanted = Int.random(in: 0...7, using: &generator)
    let poison = Set((0..<wanted).map { _ in Int.random(in: 0..<count, using: &generator) })
    let (failed, requests) = run(count, poison: poison)
    #expect(failed == poison)
    #expect(requests <= Bisection.mostRequests)
    #expect(requests <= 2 * count - 1)
  }

  @Test func `those that stand together are found as well`() {
    for count in 1...64 {
      for first in 0..<count {
        let poison = Set(first..<min(count, first + 7))
        #expect(run(count, poison: poison).failed == poison)
      }
    }
  }

  @Test(arguments: [20, 30, 40])
  func `what failed before the first success is split after it`(distance: Int) {
    let poison = Set(stride(from: 0, to: 256, by: distance))
    let (failed, requests) = run(256, poison: poison)
    #expect(failed == poison)
    #expect(requests <= Bisection.mostRequests)
  }

  @Test func `a function for which nothing is well is not asked for ever`() {
    let (failed, requests) = run(10_000, poison: Set(0..<10_000))
    #expect(failed.count == 10_000)
    #expect(requests == Bisection.mostInVain)
  }

  @Test func `more that fail than can be found cost no more than the limit`() {
    let poison = Set(stride(from: 0, to: 10_000, by: 10).filter { $0 >= 1_000 })
    let (failed, requests) = run(10_000, poison: poison)
    #expect(failed.isSuperset(of: poison))
    #expect(requests == Bisection.mostRequests)
  }

  @Test func `nothing is split where it is not asked for`() {
    let (failed, requests) = run(8, poison: [3], isOn: false)
    #expect(failed.count == 8 && requests == 1)
  }
}
