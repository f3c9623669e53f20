import Instants
import Routing
import Testing

@testable import Storage

extension DeliveryStoreConformance {
  static let onceChecks: [(claim: String, check: Check)] = [
    ("what is the same as another of its association is stored once", storesOnce),
    ("what is done is still known again", knowsWhatIsDone),
    ("keys of different associations are apart, and none is no key", keepsKeysApart),
  ]

  static func storesOnce(_ store: any DeliveryStore) async throws {
    #expect(try await store.append([once("a", "k"), once("b", "l")]) == [:])
    #expect(try await store.append([once("c", "l"), sample("d"), once("e", "m")]) == [0: "b"])
    #expect(try await store.append([once("f", "n"), once("g", "n")]) == [1: "f"])
    let leases = try await store.lease(resize, limit: 9, now: start)
    #expect(leases.map(\.delivery.id) == ["a", "b", "d", "e", "f"])
  }

  static func knowsWhatIsDone(_ store: any DeliveryStore) async throws {
    try await store.append([once("a", "k")])
    let leases = try await store.lease(resize, limit: 9, now: start)
    try await store.settle(leases.map { Settlement(token: $0.token, fate: .done) })
    #expect(try await store.append([once("b", "k")]) == [0: "a"])
    #expect(try await store.lease(resize, limit: 9, now: start).isEmpty)
  }

  static func keepsKeysApart(_ store: any DeliveryStore) async throws {
    var other = once("b", "k")
    other.association = AssociationName(unchecked: "another")
    #expect(try await store.append([once("a", "k"), other, sample("c"), sample("c")]) == [:])
  }

  static func once(_ id: String, _ key: String, _ window: Duration = .seconds(60)) -> NewDelivery {
    let like = sample(id)
    return NewDelivery(
      id: id, eventID: like.eventID, association: like.association, version: like.version,
      head: like.head, data: like.data, acceptedAt: like.acceptedAt, dueAt: like.dueAt,
      once: OnceKey(text: key, window: window))
  }
}
