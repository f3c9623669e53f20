import EventLoops
import Synchronization
import TestSupport
import Testing

@testable import Dispatching

@Suite(.timeLimit(.minutes(1)))
struct GateTests {
  @Test func `as many enter as the limit says`() {
    let gate = Gate(limit: 2)
    #expect(gate.tryEnter() && gate.tryEnter())
    #expect(!gate.tryEnter() && gate.count == 2)
    gate.leave()
    #expect(gate.tryEnter() && !gate.tryEnter())
  }

  @Test func `a wait ends with its deadline`() async throws {
    let test = try TestLoop()
    let gate = Gate(limit: 1)
    #expect(gate.tryEnter())
    let entered = await test.run {
      await gate.enter(until: test.loop.now + .milliseconds(20), loop: test.loop)
    }
    #expect(!entered && gate.count == 1)
    test.end()
  }

  @Test func `a wait at a full gate leaves its loop to others`() async throws {
    let test = try TestLoop()
    let gate = Gate(limit: 1)
    #expect(gate.tryEnter())
    let waiting = test.loop.spawn {
      await gate.enter(until: test.loop.now + .seconds(30), loop: test.loop)
    }
    // The loop can only do this while the one above sleeps.
    await test.run {
      try? await test.loop.sleep(for: .milliseconds(1))
      gate.leave()
    }
    #expect(await waiting.value && gate.count == 1)
    test.end()
  }

  @Test func `whoever came first enters first`() async throws {
    let test = try TestLoop()
    let gate = Gate(limit: 1)
    #expect(gate.tryEnter())
    let order = Mutex<[Int]>([])
    let tasks = await test.run {
      (0..<5).map { number in
        test.loop.spawn {
          let entered = await gate.enter(until: .never, loop: test.loop)
          order.withLock { $0.append(entered ? number : -number) }
          gate.leave()
        }
      }
    }
    await test.run { gate.leave() }
    for task in tasks { await task.value }
    #expect(order.withLock { $0 } == [0, 1, 2, 3, 4])
    test.end()
  }

  @Test func `a cancelled wait ends`() async throws {
    let test = try TestLoop()
    let gate = Gate(limit: 1)
    #expect(gate.tryEnter())
    let waiting = test.loop.spawn { await gate.enter(until: .never, loop: test.loop) }
    await test.run { waiting.cancel() }
    #expect(await !waiting.value)
    #expect(gate.count == 1)
    test.end()
  }

  @Test func `a wake-up that meets a cancelled wait goes to the next`() async throws {
    let test = try TestLoop()
    for _ in 0..<50 {
      let gate = Gate(limit: 1)
      #expect(gate.tryEnter())
      let first = test.loop.spawn { await enterAndLeave(gate, test.loop) }
      let second = test.loop.spawn { await enterAndLeave(gate, test.loop) }
      await test.run {}
      first.cancel()
      gate.leave()
      _ = await first.value
      #expect(await second.value)
      #expect(gate.count == 0)
    }
    test.end()
  }

  private func enterAndLeave(_ gate: Gate, _ loop: EventLoop) async -> Bool {
    guard await gate.enter(until: .never, loop: loop) else { return false }
    gate.leave()
    return true
  }

  @Test func `a higher limit lets those in who wait`() async throws {
    let test = try TestLoop()
    let gate = Gate(limit: 1)
    #expect(gate.tryEnter())
    let tasks = await test.run {
      (0..<3).map { _ in test.loop.spawn { await gate.enter(until: .never, loop: test.loop) } }
    }
    gate.setLimit(4)
    for task in tasks { #expect(await task.value) }
    #expect(gate.count == 4)
    test.end()
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `no wake-up is lost between two loops`(seed: UInt64) async throws {
    let loops = [try TestLoop(), try TestLoop()]
    let gate = Gate(limit: 3)
    let inside = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    let tasks = (0..<40).map { number in
      let loop = loops[number % 2].loop
      return loop.spawn {
        var generator = SeededGenerator(seed: seed &* 1_000 &+ UInt64(number))
        var entries = 0
        for _ in 0..<100 {
          // Every fifth wait is too short, so that deadlines and wake-ups meet.
          let wait: Duration =
            Int.random(in: 0..<5, using: &generator) == 0
            ? .microseconds(200) : .seconds(30)
          guard await gate.enter(until: MonotonicTime.read() + wait, loop: loop) else { continue }
          most.max(inside.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
          entries += 1
          if Bool.random(using: &generator) { await Task.yield() }
          inside.subtract(1, ordering: .relaxed)
          gate.leave()
        }
        return entries
      }
    }
    var entries = 0
    for task in tasks { entries += await task.value }
    #expect(most.load(ordering: .relaxed) <= 3)
    #expect(gate.count == 0 && entries > 2_000)
    for loop in loops { loop.end() }
  }
}
