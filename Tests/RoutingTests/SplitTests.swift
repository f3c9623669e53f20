import TestSupport
import Testing

@testable import Routing

struct SplitTests {
  enum Keys: String, CaseIterable, Sendable {
    case random, sequential, timeOrdered

    /// A million keys look like this.
    func make(_ index: Int, _ generator: inout SeededGenerator) -> String {
      switch self {
      case .random:
        return String(generator.next(), radix: 36) + String(generator.next(), radix: 36)
      case .sequential: return String(index)
      case .timeOrdered:
        let milliseconds = hexadecimal(0x199_B2F0_7C1E + UInt64(index / 8), width: 12)
        let random = hexadecimal(generator.next(), width: 16)
        return "\(milliseconds.prefix(8))-\(milliseconds.suffix(4))-7\(random.prefix(3))-"
          + "8\(random.dropFirst(3).prefix(3))-\(random.suffix(10))00"
      }
    }

    private func hexadecimal(_ number: UInt64, width: Int) -> String {
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
  }

  @Test(
    arguments: [
      (.random, [90, 10]), (.random, [1, 999]), (.random, [60, 30, 10]),
      (.random, [1, 1, 1, 3, 0.5]), (.sequential, [90, 10]), (.sequential, [60, 30, 10]),
      (.timeOrdered, [1, 999]), (.timeOrdered, [60, 30, 10]),
    ] as [(Keys, [Double])])
  func `of a million keys each share is within 0.2 points of its weight`(
    keys: Keys, weights: [Double]
  ) {
    let split = makeSplit(weights)
    var counts = weights.map { _ in 0 }
    var generator = SeededGenerator(seed: 17)
    let total = 1_000_000
    for index in 0..<total { counts[split.choose(keys.make(index, &generator))] += 1 }
    let sum = weights.reduce(0, +)
    for (count, weight) in zip(counts, weights) {
      let difference = abs(Double(count) / Double(total) - weight / sum)
      #expect(difference < 0.002, "\(weight) of \(sum): \(count)")
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a key stays with its version when another share grows`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let weights = (0..<Int.random(in: 2...6, using: &generator)).map { _ in
      Double.random(in: 0.1...100, using: &generator)
    }
    let grown = Int.random(in: 0..<weights.count, using: &generator)
    var later = weights
    later[grown] *= Double.random(in: 1.01...20, using: &generator)
    let (before, after) = (makeSplit(weights), makeSplit(later))
    var moved = 0
    for index in 0..<20_000 {
      let (old, new) = (before.choose("key-\(index)"), after.choose("key-\(index)"))
      guard old != new else { continue }
      moved += 1
      #expect(new == grown)
    }
    #expect(moved > 0)
  }

  @Test func `a new candidate takes keys and moves none between the others`() {
    let (before, after) = (makeSplit([3, 1]), makeSplit([3, 1, 2]))
    for index in 0..<20_000 {
      let (old, new) = (before.choose("\(index)"), after.choose("\(index)"))
      #expect(new == old || new == 2)
    }
  }

  @Test func `weights count by their proportion only`() {
    let (small, large) = (makeSplit([0.9, 0.1]), makeSplit([900, 100]))
    for index in 0..<20_000 { #expect(small.choose("\(index)") == large.choose("\(index)")) }
  }

  /// Computed apart from this code, in Python with `math.log`.
  @Test(
    arguments: [
      ("order-17", 0x77D0_DA44_2679_0ACE, 0xDE0A_0511_6C6E_3CC4, 1, 0.008435795851583326),
      ("order-18", 0xD8EB_40F0_DAA6_99C0, 0x782C_FA52_BDDA_7AE4, 1, 0.0018405957604506135),
      ("", 0x101A_6EC2_00D2_41E0, 0x25B5_087C_A516_BB7B, 1, 0.030735068581974275),
      ("Zürich €", 0x293D_83F4_901C_1A7D, 0x9AEE_BC0D_3AF9_9123, 1, 0.020286240429906725),
    ] as [(String, UInt64, UInt64, Int, Double)])
  func `the documented computation holds`(
    key: String, first: UInt64, second: UInt64, winner: Int, score: Double
  ) {
    let split = Split([
      Split.Candidate(1, label: "alias/resize:1", weight: 90),
      Split.Candidate(2, label: "alias/resize:2", weight: 10),
    ])
    #expect(split.hash(of: 0, for: key) == first)
    #expect(split.hash(of: 1, for: key) == second)
    #expect(abs(split.score(of: 0, for: key) - score) < 1e-16)
    #expect(split.choose(key) == winner)
  }

  @Test func `the choices of a thousand keys never change`() {
    let split = makeSplit([60, 30, 10])
    var digest: UInt64 = 0
    for index in 0..<1_000 { digest = digest &* 3 &+ UInt64(split.choose("key-\(index)")) }
    // The digest of the same loop in Python.
    #expect(digest == 18_090_103_017_276_394_753)
  }

  @Test func `the same label twice is one candidate with both weights`() {
    let split = Split([
      Split.Candidate(1, label: "to/a", weight: 1), Split.Candidate(1, label: "to/a", weight: 2),
      Split.Candidate(2, label: "to/b", weight: 1),
    ])
    #expect(split.candidates.map(\.weight) == [3, 1])
    #expect(split.share(of: 0) == 0.75)
  }

  private func makeSplit(_ weights: [Double]) -> Split<Int> {
    Split(
      weights.enumerated().map {
        Split.Candidate($0, label: "alias/resize:\($0 + 1)", weight: $1)
      })
  }
}
