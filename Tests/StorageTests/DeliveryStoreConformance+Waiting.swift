import Instants
import Routing
import Testing

@testable import Storage

extension DeliveryStoreConformance {
  static let waitingChecks: [(claim: String, check: Check)] = [
    ("what waits is found by its id, its event's, and how that ends", findsWhatWaits),
    ("what is taken is known to be, and what has ended is not found", knowsWhatIsTaken),
  ]

  static func findsWhatWaits(_ store: any DeliveryStore) async throws {
    try await store.append([
      sample("a"), sample("b", after: .seconds(9), attempts: 2), bareSample("c"), bareSample("d"),
    ])
    func found(_ ids: String..., ending: String? = nil, limit: Int = 9) async throws -> [String] {
      try await store.waitingDeliveries(of: ids, ending: ending, limit: limit).map(\.id)
    }
    #expect(try await found("a") == ["a"])
    #expect(try await found("event-b", "a") == ["a", "b"])
    #expect(try await found("e") == ["c", "d"])
    #expect(try await found("e", limit: 1) == ["c"])
    #expect(try await found("x", ending: "nt-b") == ["b"])
    #expect(try await found("x", "", "event-").isEmpty)
    let b = try #require(
      try await store.waitingDeliveries(of: ["b"], ending: nil, limit: 1).first)
    #expect(b.eventID == "event-b" && b.association?.text == "resize-uploads")
    #expect(b.version == sample("b").version && b.acceptedAt == start)
    #expect(b.dueAt == start + .seconds(9) && b.attempts == 2 && !b.isTaken && !b.isOrdered)
  }

  static func knowsWhatIsTaken(_ store: any DeliveryStore) async throws {
    try await store.append([sample("a"), sample("b"), sample("c")])
    let leases = try await store.lease(resize, limit: 2, now: start)
    try await store.settle([Settlement(token: leases[0].token, fate: .done)])
    let waiting = try await store.waitingDeliveries(of: ["a", "b", "c"], ending: nil, limit: 9)
    #expect(waiting.map(\.id) == ["b", "c"])
    #expect(waiting.map(\.isTaken) == [true, false])
  }
}
