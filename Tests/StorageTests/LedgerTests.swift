import Instants
import SQLite
import TestSupport
import Testing

@testable import Storage

struct LedgerTests {
  /// A batch of one record of that many bytes.
  private func batch(_ event: String, bytes: Int = 1, at time: WallTime = start) -> LedgerBatch {
    var batch = LedgerBatch()
    batch.add(event, nil, String(repeating: "7", count: bytes), at: time)
    return batch
  }

  private func count(_ store: SQLiteStore, _ event: String) async throws -> Int {
    try await store.ledgerRecords(of: [event], limit: 10_000).count
  }

  @Test func `an id's end makes its key, and no id has the key of none`() {
    #expect(LedgerKey.of("a-7abc-8def-0123456789ab") == LedgerKey.of("b-7abc-8def-0123456789ab"))
    #expect(LedgerKey.of("a") != LedgerKey.of("b"))
    #expect(LedgerKey.of("") != 0)
    #expect(LedgerKey.cut(String(repeating: "é", count: 9)) == String(repeating: "é", count: 9))
    #expect(LedgerKey.cut(String(repeating: "x", count: 2_000)).utf8.count == LedgerKey.maxIDBytes)
  }

  @Test func `records are JSON in the file, and are there after a restart`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.completionDelay = .seconds(3_600) }
    var batch = LedgerBatch()
    batch.add("e", nil, #"{"event":"e"}"#)
    batch.add("f", "d", #"{"event":"f"}"#)
    #expect(store.record(batch))
    await store.close()
    #expect(!store.record(batch))
    let file = try Connection(path: folder.file("patchbay.db"), mode: .readOnly)
    let query = "SELECT count(*) FROM ledger, json_each(records) WHERE value ->> 'event' = 'f'"
    #expect(try file.integer(query) == 1)
    let again = try openStore(folder.path)
    #expect(try await count(again, "f") == 1)
    await again.close()
  }

  @Test func `records are written by themselves, without a wait for the disk`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.completionDelay = .milliseconds(1) }
    #expect(store.record(batch("e")))
    #expect(await poll({ store.commits }, until: { $0 == 1 }) == 1)
    #expect(store.syncs == 0)
    await store.close()
  }

  @Test func `what there is no room for is dropped and counted, and no event is`() async throws {
    try await withStore(
      change: {
        $0.ledgerWaitingBytes = 5_000
        $0.completionDelay = .seconds(3_600)
      },
      { store in
        #expect(store.record(batch("e", bytes: 3_000)))
        #expect(!store.record(batch("e", bytes: 3_000)))
        #expect(store.takeDroppedRecordCount() == 1)
        #expect(store.takeDroppedRecordCount() == 0)
        try await store.append([sample("a")])
        #expect(try await count(store, "e") == 1)
        #expect(store.record(batch("e", bytes: 3_000)))
        #expect(try await count(store, "e") == 2)
      })
  }

  @Test func `a full disk costs records, and the events beside them pass`() async throws {
    try await withStore(change: { $0.filePages = 60 }) { store in
      #expect(store.record(batch("e", bytes: 400_000)))
      try await store.append([sample("a")])
      #expect(try await count(store, "e") == 0)
      #expect(await poll({ store.takeDroppedRecordCount() }, until: { $0 == 1 }) == 1)
      #expect(try await store.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["a"])
    }
  }

  @Test func `the ledger stays within its bytes, and the latest is what stays`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    store.keepLedger(LedgerLimits(maxBytes: 20_000))
    for number in 0..<60 {
      #expect(store.record(batch("e\(number)", bytes: 1_000)))
      #expect(try await count(store, "e\(number)") == 1)
    }
    let file = try Connection(path: folder.file("patchbay.db"), mode: .readOnly)
    let bytes = try #require(try file.integer("SELECT sum(bytes) FROM ledger"))
    #expect(bytes <= 20_000 && bytes > 15_000)
    #expect(try await count(store, "e0") == 0)
    await store.close()
  }

  @Test func `what is too old goes while the writer rests`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    for number in 0..<40 {
      #expect(store.record(batch("old", at: start + .seconds(number))))
      #expect(try await count(store, "old") == number + 1)
    }
    #expect(store.record(batch("new", at: start + .seconds(1_000))))
    await store.close()
    let again = try openStore(folder.path) { $0.clock = { start + .seconds(1_000) } }
    again.keepLedger(LedgerLimits(retention: .seconds(100)))
    #expect(try await eventually { try await count(again, "old") == 0 })
    #expect(try await count(again, "new") == 1)
    await again.close()
  }
}
