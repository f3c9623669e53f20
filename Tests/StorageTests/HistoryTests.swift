import Deliveries
import Instants
import Routing
import SQLite
import TestSupport
import Testing

@testable import Storage

struct HistoryTests {
  private func batch(
    _ id: String, at offset: Duration = .zero, bytes: Int = 1
  ) -> HistoryBatch {
    DeliveryStoreConformance.batch(
      past(id, at: offset, data: [UInt8](repeating: 7, count: bytes)))
  }

  private func ids(_ store: SQLiteStore) async throws -> [String] {
    try await store.history(HistoryQuery(), limit: 9_999, after: nil, withData: false)
      .entries.map(\.event.id)
  }

  @Test func `events are there after a restart, though nobody waited for them`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.completionDelay = .seconds(3_600) }
    #expect(store.keep(batch("a")) == 0)
    await store.close()
    #expect(store.keep(batch("b")) == 1)
    let again = try openStore(folder.path)
    #expect(try await ids(again) == ["a"])
    await again.close()
  }

  @Test func `events are written by themselves, without a wait for the disk`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.completionDelay = .milliseconds(1) }
    #expect(store.keep(batch("a")) == 0)
    #expect(await poll({ store.commits }, until: { $0 == 1 }) == 1)
    #expect(store.syncs == 0)
    await store.close()
  }

  @Test func `what there is no room for is dropped and counted, and no delivery is`() async throws {
    try await withStore(
      change: {
        $0.historyWaitingBytes = 5_000
        $0.completionDelay = .seconds(3_600)
      },
      { store in
        #expect(store.keep(batch("a", bytes: 3_000)) == 0)
        #expect(store.keep(batch("b", bytes: 3_000)) == 1)
        #expect(store.keep(HistoryBatch()) == 0)
        try await store.append([sample("a")])
        #expect(try await ids(store) == ["a"])
        #expect(store.keep(batch("c", bytes: 3_000)) == 0)
        #expect(try await ids(store) == ["a", "c"])
      })
  }

  @Test func `a full disk costs events of the history, and the deliveries beside them pass`()
    async throws
  {
    try await withStore(change: { $0.filePages = 60 }) { store in
      #expect(store.keep(batch("a", bytes: 400_000)) == 0)
      try await store.append([sample("a")])
      #expect(try await ids(store) == [])
      #expect(await poll({ store.keep(HistoryBatch()) }, until: { $0 == 1 }) == 1)
      #expect(try await store.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["a"])
    }
  }

  @Test func `the history stays within its bytes, the latest stay, and ends go with their event`()
    async throws
  {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    store.keepHistory(HistoryLimits(maxBytes: 20_000))
    for number in 0..<60 {
      var batch = batch("\(number)", at: .seconds(number), bytes: 1_000)
      let end = PastEnd(
        association: AssociationName(unchecked: "x"),
        version: FunctionVersion(function: resize, number: .latest), outcome: .failure,
        endedAt: start)
      batch.add(end, ofEvent: past("\(number)").key)
      #expect(store.keep(batch) == 0)
      #expect(try await ids(store).last == "\(number)")
    }
    let file = try Connection(path: folder.file("patchbay.db"), mode: .readOnly)
    let bytes = try #require(try file.integer("SELECT sum(bytes) FROM history"))
    #expect(bytes <= 20_000 && bytes > 15_000)
    let events = try await ids(store).count
    #expect(try file.integer("SELECT count(*) FROM history_ends") == Int64(events))
    await store.close()
  }

  @Test func `an event that comes again does not count twice`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    store.keepHistory(HistoryLimits(maxBytes: 20_000))
    #expect(store.keep(batch("first", bytes: 1_000)) == 0)
    for number in 0..<60 {
      #expect(store.keep(batch("again", at: .seconds(number), bytes: 1_000)) == 0)
      #expect(try await ids(store) == ["first", "again"])
    }
    await store.close()
  }

  @Test func `what is too old goes while the writer rests, as soon as the limits say so`()
    async throws
  {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    for number in 0..<200 {
      #expect(store.keep(batch("\(number)", at: .seconds(number))) == 0)
    }
    #expect(store.keep(batch("new", at: .seconds(1_000))) == 0)
    #expect(try await ids(store).count == 201)
    await store.close()
    let again = try openStore(folder.path) { $0.clock = { start + .seconds(1_000) } }
    again.keepHistory(HistoryLimits(retention: .seconds(100)))
    #expect(try await eventually { try await ids(again) == ["new"] })
    await again.close()
  }
}
