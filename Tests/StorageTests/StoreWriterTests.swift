import Instants
import Routing
import SQLite
import TestSupport
import Testing

@testable import Storage

struct StoreWriterTests {
  @Test func `concurrent appends share commits`() async throws {
    try await withStore { store in
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<2_000 {
          group.addTask { _ = try? await store.append([sample("\(number)")]) }
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

  @Test func `completions are written without an append, and without a wait for the disk`()
    async throws
  {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { $0.completionDelay = .milliseconds(1) }
    try await store.append([sample("a")])
    let lease = try await store.lease(resize, limit: 1, now: start)[0]
    try await store.settle([Settlement(token: lease.token, fate: .done)])
    #expect(await poll({ store.commits }, until: { $0 == 2 }) == 2)
    #expect(store.syncs == 1)
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
    let store = try openStore(folder.path) { $0.lockTimeout = .milliseconds(5) }
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
