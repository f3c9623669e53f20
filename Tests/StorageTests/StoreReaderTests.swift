import EventLoops
import Instants
import Routing
import SQLite
import TestSupport
import Testing

@testable import Storage

struct StoreReaderTests {
  @Test func `payloads beyond the cache are read from the file`() async throws {
    try await withStore(change: { $0.cacheBytes = 3_000 }) { store in
      let deliveries = (0..<20).map { sample("\($0)", size: 500) }
      try await store.append(deliveries)
      #expect(try await store.lease(resize, limit: 20, now: start).map(\.delivery) == deliveries)
    }
  }

  @Test func `a row that somebody deleted is passed over`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.cacheBytes = 0 }
    try await store.append([sample("a"), sample("b")])
    do {
      let shell = try Connection(path: folder.file("patchbay.db"), mode: .readWrite)
      try shell.execute("DELETE FROM deliveries WHERE id = 'a'")
    }
    #expect(try await store.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["b"])
    #expect(try await store.queues().map(\.depth) == [1])
    await store.close()
  }

  @Test func `what could not be read is offered again later`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { options in
      options.cacheBytes = 0
      options.clock = { WallTime.now }
    }
    let notices = Notices()
    store.setReadyHandler { notices.add($0) }
    try await store.append([sample("a")])
    #expect(await notices.take() == [resize])
    do {
      let shell = try Connection(path: folder.file("patchbay.db"), mode: .readWrite)
      try shell.execute("ALTER TABLE deliveries RENAME TO elsewhere")
      await #expect(throws: StoreError.self) {
        try await store.lease(resize, limit: 2, now: WallTime.now)
      }
      #expect(try await store.queues().map(\.delayed) == [1])
      try shell.execute("ALTER TABLE elsewhere RENAME TO deliveries")
    }
    #expect(await notices.take() == [resize])
    let leases = try await store.lease(resize, limit: 2, now: WallTime.now)
    #expect(leases.map(\.delivery) == [sample("a")])
    await store.close()
  }
}
