import Instants
import Routing
import Testing

@testable import Storage

extension DeliveryStoreConformance {
  static let cancellingChecks: [(claim: String, check: Check)] = [
    ("what is cancelled does not come, wherever it stands", cancelsWhatWaits),
    ("what is cancelled under way has no next attempt", cancelsWhatIsLeased),
    ("what came by an association is not cancelled, nor what has ended", keepsOthers),
  ]

  static func cancelsWhatWaits(_ store: any DeliveryStore) async throws {
    try await store.append([call("ready"), call("stays"), call("later", after: .seconds(9))])
    let first = try await store.lease(resize, limit: 1, now: start)
    try await store.append([call("returned")])
    try await store.settle([Settlement(token: first[0].token, fate: .release)])
    for id in ["ready", "later", "returned"] {
      let expected = CancelledDelivery(
        version: first[0].delivery.version, eventID: call(id).eventID)
      #expect(try await store.cancel(id) == expected)
      #expect(try await store.cancel(id) == nil)
    }
    #expect(try await store.queues().map(\.depth) == [1])
    let leases = try await store.lease(resize, limit: 9, now: start + .seconds(10))
    #expect(leases.map(\.delivery.id) == ["stays"])
  }

  static func cancelsWhatIsLeased(_ store: any DeliveryStore) async throws {
    try await store.append([call("a"), call("b")])
    let leases = try await store.lease(resize, limit: 9, now: start)
    #expect(try await store.cancel("a") != nil)
    #expect(try await store.cancel("b") != nil)
    try await store.settle([
      Settlement(token: leases[0].token, fate: .retry(attempts: 1, at: start)),
      Settlement(token: leases[1].token, fate: .dead(attempts: 1, status: 500, reason: "x")),
    ])
    #expect(try await store.lease(resize, limit: 9, now: start).isEmpty)
    #expect(try await store.deadLetters(limit: 9, after: nil).isEmpty)
    #expect(try await store.queues().map(\.depth) == [0])
  }

  static func keepsOthers(_ store: any DeliveryStore) async throws {
    try await store.append([sample("sourced"), call("done")])
    let leases = try await store.lease(resize, limit: 9, now: start)
    try await store.settle([Settlement(token: leases[1].token, fate: .done)])
    for id in ["sourced", "done", "nobody", ""] { #expect(try await store.cancel(id) == nil) }
    try await store.settle([Settlement(token: leases[0].token, fate: .release)])
    #expect(
      try await store.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["sourced"])
  }

  /// A delivery that came without a source.
  static func call(_ id: String, after delay: Duration = .zero) -> NewDelivery {
    var delivery = sample(id, after: delay)
    delivery.association = nil
    return delivery
  }
}
