import TestSupport
import Testing

@testable import Storage

struct ChunkedQueueTests {
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `first in is first out, whatever the length`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var queue = ChunkedQueue<Int>()
    var appended = 0
    var popped = 0
    for _ in 0..<60 {
      for _ in 0..<Int.random(in: 0...3_000, using: &generator) {
        queue.append(appended)
        appended += 1
      }
      for _ in 0..<Int.random(in: 0...3_000, using: &generator) {
        let expected = popped < appended ? popped : nil
        #expect(queue.first == expected)
        #expect(queue.popFirst() == expected)
        if expected != nil { popped += 1 }
      }
      #expect(queue.count == appended - popped)
    }
  }
}
