import Instants
import Routing
import Synchronization
import TestSupport

@testable import Storage

/// A store in a folder of its own, whose clock is the walk's.
struct StoreQueues: OrderedQueues {
  private let folder: TemporaryFolder
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

  private func set(_ now: WallTime) { clock.now.withLock { $0 = now } }

  func append(_ delivery: NewDelivery, now: WallTime) async throws {
    set(now)
    try await store.append([delivery])
  }

  func lease(_ queue: FunctionName, limit: Int, now: WallTime) async throws -> [Lease] {
    set(now)
    return try await store.lease(queue, limit: limit, now: now)
  }

  func settle(_ settlement: Settlement, of delivery: NewDelivery) async throws {
    try await store.settle([settlement])
  }

  func redrive(_ letter: String, as delivery: NewDelivery, now: WallTime) async throws {
    set(now)
    guard let found = try await self.letter(letter) else { return }
    var delivery = delivery
    delivery.place = found.delivery.place
    _ = try await store.redrive(
      [Redrive(position: found.position, delivery: delivery)], isRepeated: false)
  }

  func purge(_ letter: String) async throws {
    guard let found = try await self.letter(letter) else { return }
    _ = try await store.purgeDeadLetters([found.position])
  }

  private func letter(_ id: String) async throws -> DeadLetter? {
    var query = DeadLetterQuery()
    query.ids = [id]
    return try await store.deadLetters(query, limit: 1, after: nil).first
  }

  func setPause(_ association: AssociationName, isPaused: Bool) async throws {
    try await store.recordPause(.association(association), since: isPaused ? start : nil)
  }

  func statistics() async throws -> [QueueStatistics] { try await store.queues() }

  mutating func restart(now: WallTime) async throws {
    set(now)
    await store.close()
    store = try Self.open(folder, clock)
  }

  func close() async { await store.close() }
}
