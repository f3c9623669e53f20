import TestSupport
import Testing

@testable import Storage

struct ReadyQueueTests {
  private static func entry(_ token: Int64) -> ReadyEntry {
    ReadyEntry(token: token, acceptedAtMilliseconds: token * 10, delivery: nil)
  }

  @Test func `what returns takes its old place`() {
    var queue = ReadyQueue()
    for token in 1...4 as ClosedRange<Int64> { queue.append(Self.entry(token)) }
    let first = queue.popFirst()
    let second = queue.popFirst()
    if let second { queue.putBack(second) }
    if let first { queue.putBack(first) }
    #expect((0..<5).map { _ in queue.popFirst()?.token } == [1, 2, 3, 4, nil])
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `what is held can be made ready at once, and what is merely delayed waits on`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var queue = ReadyQueue()
    var held: [Int64] = []
    var delayed: [DelayedEntry] = []
    for token in 1...100 as ClosedRange<Int64> {
      let entry = DelayedEntry(
        dueAtMilliseconds: .random(in: 1...1_000, using: &generator), token: token,
        acceptedAtMilliseconds: token * 10, isHeld: .random(using: &generator))
      queue.delay(entry)
      if entry.isHeld { held.append(token) } else { delayed.append(entry) }
    }
    queue.promoteHeld()
    #expect((0..<held.count).map { _ in queue.popFirst()?.token } == held)
    #expect(queue.readyCount == 0 && queue.delayedCount == delayed.count)
    for entry in delayed.sorted() {
      #expect(queue.nextDueAtMilliseconds == entry.dueAtMilliseconds)
      queue.promote(nowMilliseconds: entry.dueAtMilliseconds)
      _ = queue.popFirst()
      guard queue.readyCount > 0 else { continue }
      // Another is due at the same time.
      while queue.popFirst() != nil {}
      break
    }
    queue.promoteHeld()
    #expect(queue.readyCount == 0)
  }

  /// The same as a list that is searched through, over seeded sequences of calls.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `the order is that of a sorted list`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var queue = ReadyQueue()
    var ready: Set<Int64> = []
    var delayed: [Int64: Int64] = [:]
    var leased: [Int64] = []
    var now: Int64 = 0
    var next: Int64 = 1
    for _ in 0..<4_000 {
      switch Int.random(in: 0..<10, using: &generator) {
      case 0..<4:
        queue.append(Self.entry(next))
        ready.insert(next)
        next += 1
      case 4:
        let due = now + Int64.random(in: 1...50, using: &generator)
        queue.delay(
          DelayedEntry(dueAtMilliseconds: due, token: next, acceptedAtMilliseconds: next * 10))
        delayed[next] = due
        next += 1
      case 5..<8:
        let popped = queue.popFirst()?.token
        #expect(popped == ready.min())
        if let popped {
          ready.remove(popped)
          leased.append(popped)
        }
      case 8:
        guard let token = leased.randomElement(using: &generator) else { continue }
        leased.removeAll { $0 == token }
        queue.putBack(Self.entry(token))
        ready.insert(token)
      default:
        now += 10
        queue.promote(nowMilliseconds: now)
        for (token, due) in delayed where due <= now {
          delayed[token] = nil
          ready.insert(token)
        }
      }
      #expect(queue.readyCount == ready.count)
      #expect(queue.delayedCount == delayed.count)
      #expect(queue.nextDueAtMilliseconds == delayed.values.min())
    }
    let oldest = (Array(ready) + Array(delayed.keys)).min().map { $0 * 10 }
    #expect(queue.oldestAcceptedAtMilliseconds == oldest)
  }
}
