import Instants
import Routing
import Testing

@testable import Storage

extension DeliveryStoreConformance {
  static let pauseChecks: [(claim: String, check: Check)] = [
    ("pauses are kept until they end", keepsPauses),
    ("nothing of a paused function is leased", keepsPausedQueue),
    ("what is parked comes back at its place when its association goes on", parksAssociation),
    ("what is parked after its association goes on is ready again", releasesLateParking),
  ]

  private static let uploads = AssociationName(unchecked: "resize-uploads")

  static func keepsPauses(_ store: any DeliveryStore) async throws {
    #expect(store.pauses == [:])
    let source = PauseTarget.source(SourceName(unchecked: "cellar"))
    try await store.recordPause(source, since: start)
    try await store.recordPause(.function(report), since: start + .seconds(1))
    try await store.recordPause(source, since: nil)
    try await store.recordPause(source, since: nil)
    #expect(store.pauses == [.function(report): start + .seconds(1)])
  }

  static func keepsPausedQueue(_ store: any DeliveryStore) async throws {
    try await store.append([sample("a")])
    try await store.recordPause(.function(resize), since: start)
    let notices = Notices()
    store.setReadyHandler { notices.add($0) }
    #expect(try await store.lease(resize, limit: 9, now: start) == [])
    try await store.append([sample("b"), sample("c", queue: report)])
    #expect(try await store.lease(resize, limit: 9, now: start) == [])
    #expect(try await store.lease(report, limit: 9, now: start).map(\.delivery.id) == ["c"])
    #expect(try await store.queues().first { $0.queue == resize }?.ready == 2)
    #expect(!notices.all.contains(resize))
    try await store.recordPause(.function(resize), since: nil)
    #expect(notices.all.contains(resize))
    #expect(try await store.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["a", "b"])
  }

  static func parksAssociation(_ store: any DeliveryStore) async throws {
    try await store.recordPause(.association(uploads), since: start)
    var other = sample("other")
    other.association = nil
    try await store.append([sample("a"), other, sample("b")])
    for lease in try await store.lease(resize, limit: 9, now: start)
    where lease.delivery.association == uploads {
      try await store.settle([Settlement(token: lease.token, fate: .park(uploads))])
    }
    #expect(try await store.lease(resize, limit: 9, now: start + .seconds(999)) == [])
    #expect(
      try await store.queues() == [
        QueueStatistics(
          queue: resize, ready: 0, leased: 1, delayed: 0, parked: 2, oldestAcceptedAt: start)
      ])
    try await store.append([sample("c")])
    try await store.recordPause(.association(uploads), since: nil)
    let leases = try await store.lease(resize, limit: 9, now: start)
    #expect(leases.map(\.delivery.id) == ["a", "b", "c"])
    #expect(leases.map(\.delivery.attempts) == [0, 0, 0])
  }

  static func releasesLateParking(_ store: any DeliveryStore) async throws {
    try await store.append([sample("a"), sample("b")])
    for lease in try await store.lease(resize, limit: 9, now: start) {
      try await store.settle([Settlement(token: lease.token, fate: .park(uploads))])
      try await store.settle([Settlement(token: lease.token, fate: .park(uploads))])
    }
    #expect(try await store.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["a", "b"])
  }
}
