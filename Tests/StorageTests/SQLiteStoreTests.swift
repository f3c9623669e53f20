import EventLoops
import Instants
import Routing
import SQLite
import TestSupport
import Testing

@testable import Storage

struct SQLiteStoreTests {
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

  @Test func `what a dead letter holds stays held over a restart, and so does each place`()
    async throws
  {
    func lined(_ id: String, _ place: LinePlace = LinePlace(key: "k")) -> NewDelivery {
      var delivery = sample(id)
      delivery.place = place
      return delivery
    }
    let folder = try TemporaryFolder()
    let first = try openStore(folder.path)
    try await first.append([sample("x"), lined("a")])
    let leases = try await first.lease(resize, limit: 2, now: start)
    try await first.settle([
      Settlement(token: leases[0].token, fate: .done),
      Settlement(
        token: leases[1].token, fate: .dead(attempts: 1, status: 400, reason: "no", holdsLine: true)
      ),
    ])
    await first.close()
    // The queue is empty, and yet what comes now comes after it.
    let second = try openStore(folder.path)
    try await second.append([lined("b"), lined("c")])
    await second.close()
    let third = try openStore(folder.path)
    #expect(try await third.lease(resize, limit: 9, now: start) == [])
    #expect(try await third.queues().map(\.holders) == [1])
    let letter = try #require(try await third.deadLetters(limit: 9, after: nil).first)
    let place = try #require(letter.delivery.place)
    let redrive = Redrive(position: letter.position, delivery: lined("a2", place))
    #expect(try await third.redrive([redrive], isRepeated: false) == [letter.position])
    await third.close()
    let fourth = try openStore(folder.path)
    for id in ["a2", "b", "c"] {
      let leases = try await fourth.lease(resize, limit: 9, now: start)
      #expect(leases.map(\.delivery.id) == [id])
      try await fourth.settle([Settlement(token: leases[0].token, fate: .done)])
    }
    await fourth.close()
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
    #expect(row.integer(at: 3) == 1_700_000_000_001)
    #expect(row.text(at: 4) == "id: event-a\r\nsource: /tests\r\n")
    row.reset()
    await store.close()
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

  @Test func `pauses outlive a restart, with what they hold back`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append([sample("a"), sample("b", queue: report)])
    try await store.recordPause(.function(resize), since: start)
    await store.close()
    let again = try openStore(folder.path)
    #expect(again.pauses == [.function(resize): start])
    #expect(try await again.lease(resize, limit: 9, now: start) == [])
    #expect(try await again.lease(report, limit: 9, now: start).map(\.delivery.id) == ["b"])
    try await again.recordPause(.function(resize), since: nil)
    #expect(try await again.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["a"])
    await again.close()
    await (try openStore(folder.path)).close()
  }
}
