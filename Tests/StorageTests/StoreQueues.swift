import Instants
import Routing
import SQLite
import Synchronization
import TestSupport
import Testing

@testable import Storage

/// A store in a folder of its own, whose clock is the walk's.
struct StoreQueues: WalkedQueues {
  static let isWhole = true
  private var folder: TemporaryFolder
  private let clock = Clock()
  private var store: SQLiteStore

  private final class Clock: Sendable {
    let now = Mutex(start)
  }

  init() throws {
    folder = try TemporaryFolder()
    store = try Self.open(folder, clock)
  }

  private static func open(_ folder: TemporaryFolder, _ clock: Clock) throws -> SQLiteStore {
    try openStore(folder.path) { options in
      options.clock = { clock.now.withLock { $0 } }
      options.cacheBytes = 2_000
    }
  }

  func set(_ now: WallTime) { clock.now.withLock { $0 = now } }

  func append(_ delivery: NewDelivery, now: WallTime) async throws -> String? {
    return try await store.append([delivery])[0]
  }

  func lease(_ queue: FunctionName, limit: Int, now: WallTime) async throws -> [Lease] {
    return try await store.lease(queue, limit: limit, now: now)
  }

  func settle(_ settlement: Settlement, of delivery: NewDelivery) async throws {
    try await store.settle([settlement])
  }

  func cancel(_ id: String) async throws -> CancelledDelivery? { try await store.cancel(id) }

  func endHolds(of queue: FunctionName) { store.endHolds(of: queue) }

  func setPause(_ target: PauseTarget, isPaused: Bool) async throws {
    try await store.recordPause(target, since: isPaused ? start : nil)
  }

  func bury(_ delivery: NewDelivery) async throws {
    try await store.appendDead([NewDeadLetter(delivery: delivery, status: nil, reason: "no")])
  }

  func redrive(
    _ letter: String, as delivery: NewDelivery, isRepeated: Bool, now: WallTime
  ) async throws {
    let found = try await self.letter(letter)
    var delivery = delivery
    delivery.place = found.delivery.place
    let taken = try await store.redrive(
      [Redrive(position: found.position, delivery: delivery)], isRepeated: isRepeated)
    #expect(taken == [found.position])
  }

  func purge(_ letter: String) async throws {
    #expect(try await store.purgeDeadLetters([self.letter(letter).position]) == 1)
  }

  private func letter(_ id: String) async throws -> DeadLetter {
    var query = DeadLetterQuery()
    query.ids = [id]
    return try #require(try await store.deadLetters(query, limit: 1, after: nil).first)
  }

  func statistics() async throws -> [QueueStatistics] { try await store.queues() }

  func deadCounts() async throws -> [FunctionName: Int] { try await store.deadLetterCounts() }

  func letters() async throws -> [String] {
    try await store.deadLetters(limit: 10_000, after: nil).map { letter in
      "\(letter.delivery.id) after \(letter.delivery.attempts)"
        + (letter.holdsLine ? ", holds" : "") + (letter.redrivenAt == nil ? "" : ", redriven")
    }
  }

  mutating func restart(now: WallTime) async throws {
    await store.close()
    store = try Self.open(folder, clock)
  }

  /// Goes on with what stands in the files at this moment: what the system has when a process ends.
  mutating func crash(now: WallTime) async throws -> [String] {
    let copy = try TemporaryFolder()
    // The log comes second, for it alone is written while no thousands of pages have gathered in it.
    for name in ["patchbay.db", "patchbay.db-wal"] {
      try copy.write(name, readFile(folder.file(name)))
    }
    await store.close()
    folder = copy
    store = try Self.open(folder, clock)
    #expect(try StoreInspector(directory: folder.path).problems() == [])
    return try standing()
  }

  private func standing() throws -> [String] {
    let connection = try Connection(path: folder.file("patchbay.db"), mode: .readOnly)
    var rows = try connection.prepare("SELECT id FROM deliveries")
    var ids: [String] = []
    while try rows.step() { ids.append(rows.text(at: 0) ?? "") }
    return ids
  }

  func close() async { await store.close() }
}
