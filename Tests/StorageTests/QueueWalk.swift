import Instants
import Routing
import TestSupport
import Testing

@testable import Storage

/// A walk of random steps, seeded, that the model and what is tested go side by side.
struct QueueWalk<Queues: WalkedQueues> {
  private(set) var queues: Queues
  private var model = QueueModel()
  private var generator: SeededGenerator
  private var now = start {
    didSet { queues.set(now) }
  }
  private var leases: [Int: Lease] = [:]
  /// Stands beside what has gone wrong.
  private let seed: Comment

  static var byKey: AssociationName { AssociationName(unchecked: "by-key") }
  static var bySource: AssociationName { AssociationName(unchecked: "by-source") }
  static var pausable: [PauseTarget] {
    [.association(byKey), .association(bySource), .function(resize), .function(report)]
  }

  init(_ queues: Queues, seed: UInt64) {
    self.queues = queues
    generator = SeededGenerator(seed: seed)
    self.seed = "seed \(seed)"
  }

  /// Walks, then lets everything end, and checks what must hold whatever the model says.
  mutating func run(steps: Int) async throws {
    for _ in 0..<steps { try await step() }
    try await drain()
    for item in model.ended where item.key != nil {
      let line = model.ended.filter { $0.isInLine(with: item) }.map(\.number)
      #expect(line == line.sorted(), seed)
    }
  }

  private mutating func step() async throws {
    switch Int.random(in: 0..<64, using: &generator) {
    case 0..<20: try await append()
    case 20..<32: try await lease()
    case 32..<46: try await settle()
    case 46..<49: now = now + .milliseconds(random(0...30))
    case 49: jump()
    case 50..<53: try await redrive()
    case 53: try await purge()
    case 54: try await bury()
    case 55: try await setPause(true)
    case 56, 57: try await setPause(false)
    case 58, 59: try await cancel()
    case 60: endHolds()
    case 61: try await restart()
    default: try await crash()
    }
    try await compare()
  }

  private mutating func random(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  // MARK: Deliveries

  private mutating func append() async throws {
    let queue = Bool.random(using: &generator) ? resize : report
    let (association, key): (AssociationName?, String?) =
      switch random(0...7) {
      case 0: (nil, nil)
      case 1: (Self.byKey, nil)
      case 2, 3: (Self.bySource, "")
      case let draw: (Self.byKey, "k\(draw)")
      }
    let due = someDue()
    if Queues.isWhole, let association, random(0...3) == 0 {
      return try await appendOnce(to: queue, of: association, key: key, due: due)
    }
    let item = model.append(to: queue, of: association, key: key, due: due)
    #expect(try await queues.append(delivery(item), now: now) == nil, seed)
  }

  private mutating func appendOnce(
    to queue: FunctionName, of association: AssociationName, key: String?, due: WallTime
  ) async throws {
    let once = OnceKey(text: "o\(random(0...3))", window: .milliseconds(random(1...200)))
    let answer = model.memory.answer(once.text, of: association, now: now)
    var after = model
    let item = after.append(to: queue, of: association, key: key, due: due)
    after.memory.remember(once, of: association, as: item.number, now: now)
    let first = try await queues.append(delivery(item, once: once), now: now)
    switch answer {
    case .new: #expect(first == nil, seed)
    case .known(let number): #expect(first == "\(number)", seed)
    case .either(let number): #expect(first == nil || first == "\(number)", seed)
    }
    // What is known already changes nothing, but that all before it is durable.
    if first == nil { model = after } else { model.noteDurable() }
  }

  private mutating func someDue() -> WallTime {
    random(0...3) > 0 ? now : now + .milliseconds(random(1...60))
  }

  private func delivery(_ item: QueueModel.Item, once: OnceKey? = nil) -> NewDelivery {
    NewDelivery(
      id: "\(item.number)", eventID: "e", association: item.association,
      version: FunctionVersion(function: item.queue, number: .latest), head: [], data: nil,
      place: item.key.map {
        LinePlace(key: $0, token: item.place == item.number ? nil : Int64(item.place))
      },
      acceptedAt: start, attempts: item.attempts, dueAt: item.due, once: once)
  }

  private mutating func lease() async throws {
    for queue in [resize, report] { try await lease(queue, limit: random(1...4)) }
  }

  /// Leases, and sees that all that had to come did, in order, and nothing that must not.
  private mutating func lease(_ queue: FunctionName, limit: Int) async throws {
    let ready = model.ready(in: queue, now: now)
    let leased = try await queues.lease(queue, limit: limit, now: now)
    let numbers = leased.compactMap { Int($0.delivery.id) }
    var expected = ready.filter { $0.isSure || numbers.contains($0.number) }.map(\.number)
    expected = Array(expected.prefix(limit))
    #expect(numbers == expected, seed)
    for (lease, number) in zip(leased, numbers) {
      #expect(lease.delivery.attempts == model.lease(number)?.attempts, seed)
      leases[number] = lease
    }
  }

  private mutating func settle() async throws {
    guard let item = model.leased.randomElement(using: &generator) else { return }
    let later = now + .milliseconds(random(0...40))
    let fate: Settlement.Fate =
      switch random(0...11) {
      case 0, 1: .retry(attempts: item.attempts + 1, at: later)
      case 2: .release
      case 3: .hold(until: later)
      case 4: .park(item.association)
      case 5, 6:
        .dead(
          attempts: item.attempts + 1, status: nil, reason: "no",
          holdsLine: Bool.random(using: &generator))
      default: .done
      }
    try await settle(item.number, fate)
  }

  private mutating func settle(_ number: Int, _ fate: Settlement.Fate) async throws {
    let held = leases.removeValue(forKey: number)
    let lease = try #require(held)
    model.settle(number, fate)
    try await queues.settle(Settlement(token: lease.token, fate: fate), of: lease.delivery)
  }

  private mutating func cancel() async throws {
    let known = model.items.filter { $0.association == nil }.map(\.number)
    let number = known.randomElement(using: &generator) ?? random(1...50)
    let version = model.items.first { $0.number == number && $0.association == nil }?.queue
    #expect(model.cancel(number) == (version != nil), seed)
    #expect(try await queues.cancel("\(number)")?.version.function == version, seed)
    // Whoever attempts it does not know yet.
    if leases[number] != nil, version != nil {
      try await settle(
        number, Bool.random(using: &generator) ? .done : .retry(attempts: 9, at: now))
    }
  }

  // MARK: Dead letters

  private mutating func bury() async throws {
    let item = model.bury(to: resize, of: Self.byKey)
    try await queues.bury(delivery(item))
  }

  private mutating func redrive() async throws {
    let isRepeated = Queues.isWhole && random(0...3) == 0
    let which = model.letters.indices.filter { isRepeated || !model.letters[$0].isRedriven }
    guard let index = which.randomElement(using: &generator) else { return }
    try await redrive(index, due: someDue(), isRepeated: isRepeated)
  }

  private mutating func redrive(_ index: Int, due: WallTime, isRepeated: Bool) async throws {
    let letter = model.letters[index].item
    let item = model.redrive(index, due: due)
    try await queues.redrive(
      "\(letter.number)", as: delivery(item), isRepeated: isRepeated, now: now)
  }

  private mutating func purge() async throws {
    guard let index = model.letters.indices.randomElement(using: &generator) else { return }
    let letter = model.letters[index].item
    model.purge(index)
    try await queues.purge("\(letter.number)")
  }

  // MARK: What happens to all of them

  private mutating func setPause(_ isPaused: Bool) async throws {
    guard let target = Self.pausable.randomElement(using: &generator) else { return }
    try await setPause(target, isPaused)
  }

  private mutating func setPause(_ target: PauseTarget, _ isPaused: Bool) async throws {
    model.setPause(target, isPaused: isPaused)
    try await queues.setPause(target, isPaused: isPaused)
  }

  private mutating func endHolds() {
    let queue = Bool.random(using: &generator) ? resize : report
    model.endHolds(of: queue)
    queues.endHolds(of: queue)
  }

  /// Sets the clock, forward or back.
  private mutating func jump() {
    model.noteDue(by: now)
    now = max(start, now + .milliseconds(random(-150...150)))
  }

  private mutating func restart() async throws {
    model.restart()
    leases = [:]
    try await queues.restart(now: now)
  }

  private mutating func crash() async throws {
    let standing = Set(try await queues.crash(now: now).compactMap { Int($0) })
    model.restart(standing: standing)
    leases = [:]
    #expect(standing == Set(model.items.map(\.number)), seed)
  }

  /// Ends all that there is: what letters hold goes on with the letters' redrives.
  private mutating func drain() async throws {
    for target in Self.pausable { try await setPause(target, false) }
    while !model.items.isEmpty || model.letters.contains(where: \.holds) {
      now = now + .milliseconds(100)
      for queue in [resize, report] { try await lease(queue, limit: 1_000) }
      for item in model.leased { try await settle(item.number, .done) }
      if let index = model.letters.firstIndex(where: \.holds) {
        try await redrive(index, due: now, isRepeated: false)
      }
      try await compare()
    }
    #expect(try await queues.statistics().allSatisfy { $0.depth == 0 && $0.holders == 0 }, seed)
    #expect(try await queues.letters() == (Queues.isWhole ? model.letters.map(\.line) : []), seed)
    #expect(try await crashedStanding().isEmpty, seed)
  }

  /// What stands after an orderly restart.
  private mutating func crashedStanding() async throws -> [String] {
    try await restart()
    return try await queues.crash(now: now)
  }

  private func compare() async throws {
    for statistics in try await queues.statistics() {
      let queue = statistics.queue
      #expect(statistics.depth == model.items.count { $0.queue == queue }, seed)
      #expect(statistics.waiting == model.waiting(in: queue), seed)
      #expect(statistics.holders == model.holders(in: queue), seed)
      #expect((statistics.oldestAcceptedAt == nil) == (statistics.depth == 0), seed)
    }
    for (queue, count) in try await queues.deadCounts() {
      #expect(count == model.letters.count { $0.item.queue == queue }, seed)
    }
  }
}
