import EventLoops
import Instants
import Routing
import SQLite
import TestSupport
import Testing

@testable import Storage

struct SQLiteStoreTests {
  // MARK: Reopening

  @Test func `everything unfinished is there again after a restart, in its order`() async throws {
    let folder = try TemporaryFolder()
    let first = try openStore(folder.path)
    try await first.append((0..<6).map { sample("\($0)") } + [sample("r", queue: report)])
    let leases = try await first.lease(resize, limit: 5, now: start)
    try await first.settle([
      Settlement(token: leases[0].token, fate: .done),
      Settlement(token: leases[1].token, fate: .retry(attempts: 2, at: start + .seconds(9))),
      Settlement(token: leases[2].token, fate: .dead(attempts: 1, status: 400, reason: "no")),
    ])
    try await first.recordCronMark(start, for: SourceName(unchecked: "nightly"))
    await first.close()

    let second = try openStore(folder.path)
    #expect(
      try await second.queues() == [
        QueueStatistics(queue: resize, ready: 3, leased: 0, delayed: 1, oldestAcceptedAt: start),
        QueueStatistics(queue: report, ready: 1, leased: 0, delayed: 0, oldestAcceptedAt: start),
      ])
    let ready = try await second.lease(resize, limit: 9, now: start)
    #expect(ready.map(\.delivery) == [sample("3"), sample("4"), sample("5")])
    let later = try await second.lease(resize, limit: 9, now: start + .seconds(9))
    #expect(later.map(\.delivery.attempts) == [2])
    #expect(try await second.deadLetterCounts() == [resize: 1])
    #expect(try await second.deadLetters(limit: 9, after: nil).map(\.diedAt) == [start])
    #expect(try await second.cronMark(of: SourceName(unchecked: "nightly")) == start)
    await second.close()
  }

  @Test func `a closed store leaves one file that needs no recovery`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append([sample("a")])
    await store.close()
    #expect(throws: TestSupportError.self) { try readFile(folder.file("patchbay.db-wal")) }
    let file = try Connection(path: folder.file("patchbay.db"), mode: .readOnly)
    #expect(try file.integer("SELECT count(*) FROM deliveries") == 1)
  }

  @Test func `the file is readable while the store works`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append([sample("a", after: .milliseconds(1))])
    let file = try Connection(path: folder.file("patchbay.db"), mode: .readOnly)
    var row = try file.prepare("SELECT id, function, version, due_at, head FROM deliveries")
    #expect(try row.step())
    #expect(row.text(at: 0) == "a")
    #expect(row.text(at: 1) == "resize")
    #expect(row.integer(at: 2) == 2)
    #expect(row.integer(at: 3) == 1_800_000_000_001)
    #expect(row.text(at: 4) == "id: event-a\r\nsource: /tests\r\n")
    row.reset()
    await store.close()
  }

  // MARK: What cannot be opened

  @Test func `a folder is open once at a time`() async throws {
    let folder = try TemporaryFolder()
    let first = try openStore(folder.file("deep/data"))
    #expect(throws: StoreError.inUse(path: folder.file("deep/data"))) {
      try openStore(folder.file("deep/data"))
    }
    await first.close()
    await (try openStore(folder.file("deep/data"))).close()
  }

  @Test func `a file that is no store, or another program's, is refused`() throws {
    let folder = try TemporaryFolder()
    try folder.write("patchbay.db", String(repeating: "not a database ", count: 100))
    let noise = #expect(throws: StoreError.self) { try openStore(folder.path) }
    guard case .damaged(folder.file("patchbay.db"), _) = noise else {
      Issue.record("\(String(describing: noise))")
      return
    }
    let other = try TemporaryFolder()
    let file = try Connection(path: other.file("patchbay.db"), mode: .readWrite)
    try file.execute("CREATE TABLE songs (title TEXT)")
    #expect(
      throws: StoreError.damaged(
        path: other.file("patchbay.db"), reason: "it is not a store of patchbay")
    ) { try openStore(other.path) }
  }

  @Test func `a damaged table is found when the store opens`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append((0..<200).map { sample("\($0)", size: 1_000) })
    await store.close()
    var bytes = try readFile(folder.file("patchbay.db"))
    for index in bytes.indices where index >= 8 * 4_096 && index % 4_096 < 100 {
      bytes[index] = 0xA5
    }
    try writeFile(folder.file("patchbay.db"), bytes)
    let error = #expect(throws: StoreError.self) { try openStore(folder.path) }
    guard case .damaged = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a store of a newer patchbay is refused and left as it is`() async throws {
    let folder = try TemporaryFolder()
    await (try openStore(folder.path)).close()
    do {
      let file = try Connection(path: folder.file("patchbay.db"), mode: .readWrite)
      try file.execute("PRAGMA user_version = 2")
    }
    #expect(throws: StoreError.tooNew(path: folder.file("patchbay.db"), schema: 2, known: 1)) {
      try openStore(folder.path)
    }
  }

  @Test func `a folder that cannot be made is named`() throws {
    let error = #expect(throws: StoreError.self) { try openStore("/proc/nowhere/data") }
    #expect("\(String(describing: error))".contains("/proc/nowhere"))
  }

  // MARK: Group commit

  @Test func `concurrent appends share commits`() async throws {
    try await withStore { store in
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<2_000 {
          group.addTask { try? await store.append([sample("\(number)")]) }
        }
      }
      let statistics = try await store.queues()
      #expect(statistics.map(\.ready) == [2_000])
      #expect(store.commits < 500)
    }
  }

  @Test func `completions ride with the next append`() async throws {
    try await withStore(change: { $0.completionDelay = .seconds(3_600) }) { store in
      for number in 0..<50 {
        try await store.append([sample("\(number)")])
        let lease = try await store.lease(resize, limit: 1, now: start)[0]
        try await store.settle([Settlement(token: lease.token, fate: .done)])
      }
      #expect(store.commits == 50)
    }
  }

  @Test func `completions become durable without an append`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.completionDelay = .milliseconds(1) }
    try await store.append([sample("a")])
    let lease = try await store.lease(resize, limit: 1, now: start)[0]
    try await store.settle([Settlement(token: lease.token, fate: .done)])
    #expect(await poll({ store.commits }, until: { $0 == 2 }) == 2)
    let file = try Connection(path: folder.file("patchbay.db"), mode: .readOnly)
    #expect(try file.integer("SELECT count(*) FROM deliveries") == 0)
    await store.close()
  }

  @Test func `completions that still wait are durable after close`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.completionDelay = .seconds(3_600) }
    try await store.append([sample("a"), sample("b")])
    let lease = try await store.lease(resize, limit: 1, now: start)[0]
    try await store.settle([Settlement(token: lease.token, fate: .done)])
    await store.close()
    let again = try openStore(folder.path)
    #expect(try await again.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["b"])
    await again.close()
  }

  @Test func `callers come back on their own loop`() async throws {
    let loop = try EventLoop(name: "caller")
    loop.start()
    try await withStore(change: { $0.cacheBytes = 0 }) { store in
      let places = Task(executorPreference: loop) {
        var places: [Bool] = []
        try await store.append([sample("a")])
        places.append(loop.isCurrent)
        let leases = try await store.lease(resize, limit: 1, now: start)
        places.append(leases.count == 1 && loop.isCurrent)
        _ = try await store.deadLetters(limit: 1, after: nil)
        places.append(loop.isCurrent)
        return places
      }
      let found = try await places.value
      #expect(found == [true, true, true])
    }
    loop.stop()
    loop.join()
  }

  // MARK: Limits

  @Test func `more changes than may wait are refused`() async throws {
    try await withStore(change: { $0.waitingCount = 10 }) { store in
      try await store.append((0..<10).map { sample("\($0)") })
      let error = await #expect(throws: StoreError.self) {
        try await store.append((0..<11).map { sample("\($0)") })
      }
      guard case .unavailable = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      try await store.append([sample("again")])
    }
  }

  @Test func `more bytes than may wait are refused`() async throws {
    try await withStore(change: { $0.waitingBytes = 10_000 }) { store in
      await #expect(throws: StoreError.self) { try await store.append([sample("a", size: 10_001)]) }
      try await store.append([sample("b", size: 5_000)])
    }
  }

  @Test func `payloads beyond the cache are read from the file`() async throws {
    try await withStore(change: { $0.cacheBytes = 3_000 }) { store in
      let deliveries = (0..<20).map { sample("\($0)", size: 500) }
      try await store.append(deliveries)
      #expect(try await store.lease(resize, limit: 20, now: start).map(\.delivery) == deliveries)
    }
  }

  // MARK: A full disk

  @Test func `a full disk refuses appends, and takes them again when there is room`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.filePages = 60 }
    var stored = 0
    var failure: StoreError?
    while failure == nil, stored < 1_000 {
      do {
        try await store.append([sample("\(stored)", size: 2_000)])
        stored += 1
      } catch {
        failure = error
      }
    }
    guard case .unavailable(let reason) = failure else {
      Issue.record("no failure after \(stored)")
      return
    }
    #expect(reason.contains("full"))
    #expect(store.failedCommits == 1)
    #expect(try await store.queues().map(\.ready) == [stored])

    let leases = try await store.lease(resize, limit: 10, now: start)
    try await store.settle(
      leases.dropFirst().map { Settlement(token: $0.token, fate: .done) }
        + [Settlement(token: leases[0].token, fate: .retry(attempts: 1, at: start))])
    try await store.append([sample("after", size: 2_000)])
    await store.close()
    let again = try openStore(folder.path)
    let ids = try await again.lease(resize, limit: 2_000, now: start).map(\.delivery.id)
    #expect(ids == ["0"] + (10..<stored).map(String.init) + ["after"])
    await again.close()
  }

  @Test func `a group without room fails only what needs room`() async throws {
    try await withStore(change: { $0.filePages = 60 }) { store in
      try await store.append((0..<20).map { sample("\($0)", size: 2_000) })
      let leases = try await store.lease(resize, limit: 20, now: start)
      let growth = Task {
        try await store.append((0..<100).map { sample("big-\($0)", size: 8_000) })
      }
      try await store.settle([
        Settlement(token: leases[0].token, fate: .retry(attempts: 1, at: start))
      ])
      await #expect(throws: StoreError.self) { try await growth.value }
      #expect(try await store.lease(resize, limit: 1, now: start).map(\.delivery.attempts) == [1])
    }
  }

  @Test func `what could not be settled is still leased`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append([sample("a")])
    let lease = try await store.lease(resize, limit: 1, now: start)[0]
    let retry = Settlement(token: lease.token, fate: .retry(attempts: 1, at: start))
    do {
      // Another process that keeps the file locked is a disk that takes nothing.
      let other = try Connection(path: folder.file("patchbay.db"), mode: .readWrite)
      try other.execute("BEGIN IMMEDIATE")
      await #expect(throws: StoreError.self) { try await store.settle([retry]) }
      #expect(try await store.queues().map(\.leased) == [1])
    }
    try await store.settle([retry])
    #expect(try await store.lease(resize, limit: 1, now: start).map(\.delivery.attempts) == [1])
    await store.close()
  }

  // MARK: Upkeep

  @Test func `a queue that was long gives its pages back`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.completionDelay = .milliseconds(1) }
    try await store.append((0..<3_000).map { sample("\($0)", size: 4_000) })
    let leases = try await store.lease(resize, limit: 3_000, now: start)
    try await store.settle(leases.map { Settlement(token: $0.token, fate: .done) })
    let pages = await poll {
      let file = try? Connection(path: folder.file("patchbay.db"), mode: .readOnly)
      return (try? file?.integer("PRAGMA page_count")) ?? .max
    } until: {
      $0 <= 1_300
    }
    #expect(pages <= 1_300)
    await store.close()
  }
}
