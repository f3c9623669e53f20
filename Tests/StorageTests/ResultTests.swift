import Instants
import SQLite
import TestSupport
import Testing

@testable import Storage

struct ResultTests {
  /// Ends calls with results of that many bytes each, in a commit of their own.
  private func end(
    _ ids: [String], in store: SQLiteStore, bytes: Int = 2, retention: Duration = .seconds(60)
  ) async throws {
    let body = String(repeating: "x", count: bytes)
    let aftermath = DeliveryStoreConformance.success(body, retention: retention)
    try await store.append(ids.map { DeliveryStoreConformance.call($0) })
    let leases = try await store.lease(resize, limit: ids.count, now: start)
    for lease in leases {
      try await store.settle([Settlement(token: lease.token, fate: .done, aftermath: aftermath)])
    }
  }

  private func isKept(_ id: String, in store: SQLiteStore) async throws -> Bool {
    if case .ended = try await store.call(id) { true } else { false }
  }

  @Test func `a result is there after a restart, and does not wait for the disk`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append([DeliveryStoreConformance.call("a")])
    let syncs = store.syncs
    let lease = try #require(try await store.lease(resize, limit: 1, now: start).first)
    try await store.settle([
      Settlement(token: lease.token, fate: .done, aftermath: DeliveryStoreConformance.success())
    ])
    #expect(store.syncs == syncs)
    await store.close()
    let again = try openStore(folder.path)
    #expect(try await isKept("a", in: again))
    #expect(try await again.queues().map(\.depth).reduce(0, +) == 0)
    await again.close()
  }

  @Test func `what follows from an end is there after a restart, and does not wait for the disk`()
    async throws
  {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append([DeliveryStoreConformance.call("a")])
    let syncs = store.syncs
    let lease = try #require(try await store.lease(resize, limit: 1, now: start).first)
    try await store.settle([
      Settlement(
        token: lease.token, fate: .done, aftermath: Aftermath(nil, followUps: [sample("b")]))
    ])
    #expect(store.syncs == syncs)
    await store.close()
    let again = try openStore(folder.path)
    let leases = try await again.lease(resize, limit: 9, now: start)
    #expect(leases.map(\.delivery) == [sample("b")])
    await again.close()
  }

  @Test func `a result is kept as long as it is to be, and goes then`() async throws {
    let folder = try TemporaryFolder()
    let clock = ManualClock()
    func open() throws(StoreError) -> SQLiteStore {
      try openStore(folder.path) { $0.clock = { clock.now } }
    }
    let store = try open()
    try await end(["short"], in: store, retention: .seconds(1))
    try await end(["long"], in: store, retention: .seconds(60))
    clock.advance(by: .milliseconds(999))
    #expect(try await isKept("short", in: store))
    clock.advance(by: .milliseconds(1))
    #expect(try await !isKept("short", in: store))
    #expect(try await isKept("long", in: store))
    await store.close()
    // A store that opens looks at once.
    let again = try open()
    let file = try Connection(path: folder.file("patchbay.db"), mode: .readOnly)
    #expect(try await eventually { try file.integer("SELECT count(*) FROM results") == 1 })
    #expect(try await isKept("long", in: again))
    await again.close()
  }

  @Test func `where there are too many bytes the oldest go, without a rest of the writer`()
    async throws
  {
    try await withStore { store in
      store.keepResults(maxBytes: 10_000)
      try await end((0..<30).map { "\($0)" }, in: store, bytes: 744)
      var kept: [Int] = []
      for number in 0..<30 where try await isKept("\(number)", in: store) { kept.append(number) }
      #expect(kept == Array(21..<30), "nine of 1,006 bytes have room")
    }
  }

  @Test func `what a result's commit can't store does not keep others from it`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.filePages = 120 }
    try await store.append([DeliveryStoreConformance.call("a"), sample("b")])
    let leases = try await store.lease(resize, limit: 2, now: start)
    let large = DeliveryStoreConformance.success(String(repeating: "x", count: 1 << 20))
    async let refused: Void = store.settle([
      Settlement(token: leases[0].token, fate: .done, aftermath: large)
    ])
    async let taken: Void = store.settle([
      Settlement(token: leases[1].token, fate: .dead(attempts: 1, status: 1, reason: "x"))
    ])
    try await taken
    do {
      try await refused
      Issue.record("there was room for it")
    } catch is StoreError {}
    // It is leased still, and can be settled again.
    try await store.settle([
      Settlement(
        token: leases[0].token, fate: .done, aftermath: DeliveryStoreConformance.success())
    ])
    #expect(try await isKept("a", in: store))
    await store.close()
  }
}
