import TestSupport
import Testing

@testable import Routing

struct CandidateMergeTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>, [0, 1, 2, 16, 17, 40])
  func `any number of lists come out as one, ascending and each element once`(
    seed: UInt64, lists: Int
  ) {
    var generator = SeededGenerator(seed: seed)
    var elements: [Int32] = []
    var merge = CandidateMerge()
    for _ in 0..<lists {
      let start = elements.count
      let length = Int.random(in: 0...10, using: &generator)
      elements += Set((0..<length).map { _ in Int32.random(in: 0..<50, using: &generator) })
        .sorted()
      merge.add(start..<elements.count)
    }
    var merged: [Int32] = []
    while let element = merge.next(in: elements) { merged.append(element) }
    #expect(merged == Set(elements).sorted())
  }
}
