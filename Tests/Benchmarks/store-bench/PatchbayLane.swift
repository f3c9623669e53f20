import EventLoops
import Instants
import Routing
import Storage

/// Callers of our store: each awaits the commit of its own event, and somebody leases and settles for
/// all of them, as a router does.
// Safe because it is used on its loop only.
final class PatchbayLane: Lane, @unchecked Sendable {
  static let queue = FunctionName(unchecked: "f")
  private static let association = AssociationName(unchecked: "a")
  private static let head = Array("id: e\r\nsource: /bench\r\ntype: t\r\n".utf8)
  private let store: SQLiteStore
  /// How many were put in that nobody was taken out for.
  private var owed = 0
  private var isTaking = false
  private var doneCount = 0

  init(_ store: SQLiteStore) { self.store = store }

  func fill(_ count: Int) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      for _ in 0..<count {
        group.addTask { try await self.store.append([Self.event()]) }
      }
    }
  }

  func cycle(callers: Int, until end: MonotonicTime) async throws -> Int {
    doneCount = 0
    try await withThrowingDiscardingTaskGroup { group in
      for _ in 0..<callers {
        group.addTask {
          while MonotonicTime.read() < end {
            try await self.store.append([Self.event()])
            self.owed += 1
            try await self.take()
          }
        }
      }
    }
    return doneCount
  }

  private func take() async throws {
    guard !isTaking else { return }
    isTaking = true
    defer { isTaking = false }
    while owed > 0 {
      let leases = try await store.lease(Self.queue, limit: owed, now: WallTime.now)
      try await store.settle(leases.map { Settlement(token: $0.token, fate: .done) })
      owed -= leases.count
      doneCount += leases.count
    }
  }

  static func event() -> NewDelivery {
    let now = WallTime.now
    return NewDelivery(
      id: "019d38e8-0c5d-7793-aa91-c13fb7a10390", eventID: "e", association: association,
      version: FunctionVersion(function: queue, number: .latest), head: head, data: Lanes.data,
      acceptedAt: now, dueAt: now)
  }
}
