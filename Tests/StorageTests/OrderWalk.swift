import Instants
import Routing
import TestSupport
import Testing

@testable import Storage

/// What is walked over beside the model.
protocol OrderedQueues {
  mutating func append(_ delivery: NewDelivery, now: WallTime) async throws
  mutating func lease(_ queue: FunctionName, limit: Int, now: WallTime) async throws -> [Lease]
  mutating func settle(_ settlement: Settlement, of delivery: NewDelivery) async throws
  /// - Parameter delivery: with the place in the line as the model counts it.
  mutating func redrive(_ letter: String, as delivery: NewDelivery, now: WallTime) async throws
  mutating func purge(_ letter: String) async throws
  mutating func setPause(_ association: AssociationName, isPaused: Bool) async throws
  func statistics() async throws -> [QueueStatistics]
  mutating func restart(now: WallTime) async throws
}

/// A walk of random steps, seeded, that the model and what is tested go side by side.
struct OrderWalk<Queues: OrderedQueues> {
  private(set) var queues: Queues
  private var model = OrderModel()
  private var generator: SeededGenerator
  private var now = start
  private var leases: [Int: Lease] = [:]

  private static var byKey: AssociationName { AssociationName(unchecked: "by-key") }
  private static var bySource: AssociationName { AssociationName(unchecked: "by-source") }

  init(_ queues: Queues, seed: UInt64) {
    self.queues = queues
    generator = SeededGenerator(seed: seed)
  }

  /// Walks, then lets everything end, and checks what must hold whatever the model says.
  mutating func run(steps: Int) async throws {
    for _ in 0..<steps { try await step() }
    try await drain()
    for item in model.ended where item.key != nil {
      let line = model.ended.filter { $0.isInLine(with: item) }.map(\.number)
      #expect(line == line.sorted(), "the order of arrival is that of ending")
    }
  }

  private mutating func step() async throws {
    switch Int.random(in: 0..<40, using: &generator) {
    case 0..<14: try await append()
    case 14..<22: try await lease()
    case 22..<32: try await settle()
    case 32, 33: now = now + .milliseconds(Int.random(in: 0...30, using: &generator))
    case 34, 35: try await redrive()
    case 36: try await purge()
    case 37: try await setPause(true)
    case 38: try await setPause(false)
    default: try await restart()
    }
    try await compare()
  }

  private mutating func append() async throws {
    let queue = Bool.random(using: &generator) ? resize : report
    let (association, key): (AssociationName?, String?) =
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: (nil, nil)
      case 1: (Self.byKey, nil)
      case 2, 3: (Self.bySource, "")
      case let draw: (Self.byKey, "k\(draw)")
      }
    let item = model.append(to: queue, of: association, key: key, due: someDue())
    try await queues.append(delivery(item), now: now)
  }

  private mutating func someDue() -> WallTime {
    Int.random(in: 0..<4, using: &generator) > 0
      ? now : now + .milliseconds(Int.random(in: 1...60, using: &generator))
  }

  private func delivery(_ item: OrderModel.Item) -> NewDelivery {
    NewDelivery(
      id: "\(item.number)", eventID: "e", association: item.association,
      version: FunctionVersion(function: item.queue, number: .latest), head: [], data: nil,
      place: item.key.map {
        LinePlace(key: $0, token: item.place == item.number ? nil : Int64(item.place))
      },
      acceptedAt: start, dueAt: item.due)
  }

  private mutating func lease() async throws {
    for queue in [resize, report] {
      let limit = Int.random(in: 1...4, using: &generator)
      try await lease(queue, limit: limit)
    }
  }

  private mutating func lease(_ queue: FunctionName, limit: Int) async throws {
    let expected = model.lease(queue, limit: limit, now: now)
    let leased = try await queues.lease(queue, limit: limit, now: now)
    #expect(leased.map(\.delivery.id) == expected.map(String.init))
    for lease in leased { leases[Int(lease.delivery.id) ?? 0] = lease }
  }

  private mutating func settle() async throws {
    guard let item = model.leased.randomElement(using: &generator) else { return }
    let later = now + .milliseconds(Int.random(in: 0...40, using: &generator))
    let fate: Settlement.Fate =
      switch Int.random(in: 0..<12, using: &generator) {
      case 0: .retry(attempts: item.attempts + 1, at: later)
      case 1: .release
      case 2: .hold(until: later)
      case 3: .park(item.association)
      case 4, 5:
        .dead(
          attempts: 1, status: nil, reason: "no", holdsLine: Bool.random(using: &generator))
      default: .done
      }
    try await settle(item, fate)
  }

  private mutating func settle(_ item: OrderModel.Item, _ fate: Settlement.Fate) async throws {
    let lease = try #require(leases[item.number])
    leases[item.number] = nil
    model.settle(item.number, fate)
    try await queues.settle(Settlement(token: lease.token, fate: fate), of: lease.delivery)
  }

  private mutating func redrive() async throws {
    let fresh = model.letters.indices.filter { !model.letters[$0].isRedriven }
    guard let index = fresh.randomElement(using: &generator) else { return }
    try await redrive(index, due: someDue())
  }

  private mutating func redrive(_ index: Int, due: WallTime) async throws {
    let letter = model.letters[index].item
    let item = model.redrive(index, due: due)
    try await queues.redrive("\(letter.number)", as: delivery(item), now: now)
  }

  private mutating func purge() async throws {
    guard let index = model.letters.indices.randomElement(using: &generator) else { return }
    let letter = model.letters[index].item
    model.purge(index)
    try await queues.purge("\(letter.number)")
  }

  private mutating func setPause(_ isPaused: Bool) async throws {
    let association = Bool.random(using: &generator) ? Self.byKey : Self.bySource
    model.setPause(association, isPaused: isPaused)
    try await queues.setPause(association, isPaused: isPaused)
  }

  private mutating func restart() async throws {
    model.restart()
    leases = [:]
    try await queues.restart(now: now)
  }

  /// Ends all that there is: what letters hold goes on with the letters' redrives.
  private mutating func drain() async throws {
    for association in [Self.byKey, Self.bySource] {
      model.setPause(association, isPaused: false)
      try await queues.setPause(association, isPaused: false)
    }
    while !model.items.isEmpty || model.letters.contains(where: \.holds) {
      now = now + .milliseconds(100)
      for queue in [resize, report] { try await lease(queue, limit: 1_000) }
      for item in model.leased { try await settle(item, .done) }
      if let index = model.letters.firstIndex(where: \.holds) { try await redrive(index, due: now) }
      try await compare()
    }
    #expect(try await queues.statistics().allSatisfy { $0.depth == 0 && $0.holders == 0 })
  }

  private func compare() async throws {
    for statistics in try await queues.statistics() {
      let queue = statistics.queue
      #expect(statistics.depth == model.items.count { $0.queue == queue })
      #expect(statistics.waiting == model.waiting(in: queue))
      #expect(statistics.holders == model.holders(in: queue))
      #expect((statistics.oldestAcceptedAt == nil) == (statistics.depth == 0))
    }
  }
}
