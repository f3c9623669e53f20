import Instants
import Routing
import Testing

@testable import Deliveries

struct ReadyIndexTests {
  private static let names = ["a", "b", "c"].map { FunctionName(unchecked: $0) }

  /// The same behaviour with a list and nothing clever.
  private struct Model {
    enum State: Equatable {
      case ready, leased
      case delayed(WallTime)
    }

    var deliveries: [Int64: (queue: FunctionName, accepted: WallTime, state: State)] = [:]

    mutating func advance(_ now: WallTime) {
      for (token, delivery) in deliveries {
        if case .delayed(let due) = delivery.state, due <= now { deliveries[token]?.state = .ready }
      }
    }

    mutating func lease(_ queue: FunctionName, _ limit: Int) -> [Int64] {
      let tokens = tokens(queue) { $0 == .ready }.prefix(limit)
      for token in tokens { deliveries[token]?.state = .leased }
      return Array(tokens)
    }

    func tokens(_ queue: FunctionName, _ fits: (State) -> Bool) -> [Int64] {
      deliveries.filter { $0.value.queue == queue && fits($0.value.state) }.keys.sorted()
    }

    var nextDue: WallTime? {
      deliveries.values.compactMap {
        if case .delayed(let due) = $0.state { due } else { nil }
      }.min()
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `it does what a plain list does`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var index = ReadyIndex()
    var model = Model()
    var now = WallTime(secondsSinceEpoch: 0)
    var nextToken: Int64 = 100
    for _ in 0..<1_000 {
      let queue = Self.names.randomElement(using: &generator) ?? Self.names[0]
      let later = now + .seconds(Int.random(in: 0...20, using: &generator))
      let leased = model.deliveries.filter { $0.value.state == .leased }.keys.sorted()
        .randomElement(using: &generator)
      switch Int.random(in: 0..<10, using: &generator) {
      case 0...2:
        // Mostly in order, now and then a token from before that is free.
        let old = Int64.random(in: 1...nextToken, using: &generator)
        let isOld = Int.random(in: 0..<5, using: &generator) == 0 && model.deliveries[old] == nil
        if !isOld { nextToken += 1 }
        let token = isOld ? old : nextToken
        let due = Bool.random(using: &generator) ? now : later
        index.insert(token, queue: queue, acceptedAt: now, dueAt: due, now: now)
        model.deliveries[token] = (queue, now, due <= now ? .ready : .delayed(due))
      case 3...4:
        let limit = Int.random(in: 0...4, using: &generator)
        var tokens: [Int64] = [7]
        index.lease(queue, limit: limit, now: now, into: &tokens)
        model.advance(now)
        #expect(tokens == [7] + model.lease(queue, limit))
      case 5:
        guard let leased else { continue }
        index.settle(leased)
        model.deliveries[leased] = nil
      case 6:
        guard let leased else { continue }
        index.release(leased)
        model.deliveries[leased]?.state = .ready
      case 7:
        guard let leased else { continue }
        index.delay(leased, until: later)
        model.deliveries[leased]?.state = .delayed(later)
      case 8:
        let token = Int64.random(in: max(1, nextToken - 30)...nextToken, using: &generator)
        let delivery = model.deliveries[token]
        let isRemovable = delivery?.queue == queue && delivery?.state != .leased
        #expect(index.remove(token, queue: queue) == isRemovable)
        if isRemovable { model.deliveries[token] = nil }
      default:
        now = now + .seconds(Int.random(in: 0...5, using: &generator))
        index.advance(to: now)
        model.advance(now)
      }
      expectSame(index, model)
    }
  }

  private func expectSame(_ index: ReadyIndex, _ model: Model) {
    #expect(index.nextDue == model.nextDue)
    for queue in Self.names {
      let all = model.tokens(queue) { _ in true }
      let ready = model.tokens(queue) { $0 == .ready }
      let leased = model.tokens(queue) { $0 == .leased }
      #expect(index.depth(queue) == all.count)
      #expect(index.readyCount(queue) == ready.count)
      #expect(index.leasedCount(queue) == leased.count)
      #expect(index.delayedCount(queue) == all.count - ready.count - leased.count)
      #expect(index.oldest(queue) == all.first.flatMap { model.deliveries[$0]?.accepted })
    }
  }

  @Test func `a queue that nobody has used is empty`() {
    var index = ReadyIndex()
    let queue = Self.names[0]
    var tokens: [Int64] = []
    index.lease(queue, limit: 5, now: WallTime(secondsSinceEpoch: 0), into: &tokens)
    #expect(tokens.isEmpty)
    #expect(index.depth(queue) == 0)
    #expect(index.oldest(queue) == nil)
    #expect(index.nextDue == nil)
    #expect(index.queueNames.isEmpty)
  }

  @Test func `what waits long does not make the index grow with what passes`() {
    var queue = ReadyQueue()
    let accepted = WallTime(secondsSinceEpoch: 1)
    queue.insert(1, acceptedAt: accepted, isReady: false)
    for token in 2...2_000 as ClosedRange<Int64> {
      queue.insert(token, acceptedAt: accepted, isReady: true)
      #expect(queue.lease() == token)
      queue.settle(token)
      #expect(queue.entryCount <= 66)
    }
    #expect(queue.depth == 1)
  }

  @Test func `settling what is not leased is our own mistake`() async {
    await #expect(processExitsWith: .failure) {
      var index = ReadyIndex()
      let now = WallTime(secondsSinceEpoch: 0)
      index.insert(
        1, queue: FunctionName(unchecked: "a"), acceptedAt: now, dueAt: now, now: now)
      index.settle(1)
    }
  }

  @Test func `inserting a token twice is our own mistake`() async {
    await #expect(processExitsWith: .failure) {
      var index = ReadyIndex()
      let now = WallTime(secondsSinceEpoch: 0)
      let queue = FunctionName(unchecked: "a")
      for _ in 0..<2 { index.insert(1, queue: queue, acceptedAt: now, dueAt: now, now: now) }
    }
  }
}
