import Routing
import SQLite
import TestSupport
import Testing

@testable import Storage

struct StoreFileTests {
  @Test func `a file of the first version gets what is new`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append([sample("a")])
    await store.close()
    do {
      let file = try Connection(path: folder.file("patchbay.db"), mode: .readWrite)
      try file.execute("DROP TABLE mqtt_subscriptions; \(asVersion2) PRAGMA user_version = 1")
    }
    let again = try openStore(folder.path)
    try await again.recordSubscriptions(["x"], of: "a@h:1")
    #expect(try await again.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["a"])
    await again.close()
    let third = try openStore(folder.path)
    #expect(try await third.subscriptions(of: "a@h:1") == ["x"])
    await third.close()
  }

  @Test func `a file of the second version keeps its dead letters, which can be redriven`()
    async throws
  {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.appendDead([
      NewDeadLetter(delivery: sample("a", attempts: 6), status: 503, reason: "HTTP 503")
    ])
    let letters = try await store.deadLetters(limit: 9, after: nil)
    await store.close()
    do {
      let file = try Connection(path: folder.file("patchbay.db"), mode: .readWrite)
      try file.execute(asVersion2)
    }
    let again = try openStore(folder.path)
    #expect(try await again.deadLetters(limit: 9, after: nil) == letters)
    let redrive = Redrive(position: letters[0].position, delivery: sample("b"))
    #expect(try await again.redrive([redrive], isRepeated: false) == [letters[0].position])
    await again.close()
    let third = try openStore(folder.path)
    #expect(try await third.deadLetters(limit: 9, after: nil).map(\.redrivenAs) == ["b"])
    #expect(try await third.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["b"])
    await third.close()
  }

  @Test func `a file of the seventh version keeps all that it has, and takes what is ordered`()
    async throws
  {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append([sample("a"), sample("b", queue: report), sample("dies")])
    let leases = try await store.lease(resize, limit: 9, now: start)
    try await store.settle([
      Settlement(token: leases[1].token, fate: .dead(attempts: 1, status: 503, reason: "HTTP 503"))
    ])
    try await store.recordPause(.function(report), since: start)
    let letters = try await store.deadLetters(limit: 9, after: nil)
    await store.close()
    do {
      let file = try Connection(path: folder.file("patchbay.db"), mode: .readWrite)
      try file.execute("\(asVersion7) PRAGMA user_version = 7")
    }
    let again = try openStore(folder.path)
    #expect(again.pauses == [.function(report): start])
    #expect(try await again.deadLetters(limit: 9, after: nil) == letters)
    var ordered = [sample("c", size: 20_000), sample("d")]
    for index in ordered.indices { ordered[index].place = LinePlace(key: "k") }
    try await again.append(ordered)
    await again.close()
    let third = try openStore(folder.path)
    let found = try await third.lease(resize, limit: 9, now: start)
    #expect(found.map(\.delivery) == [sample("a"), ordered[0]])
    #expect(try await third.queues().first { $0.queue == resize }?.waiting == 1)
    await third.close()
  }

  @Test func `a file of the version before the history keeps what it has, and takes events`()
    async throws
  {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append([sample("a")])
    await store.close()
    do {
      let file = try Connection(path: folder.file("patchbay.db"), mode: .readWrite)
      try file.execute(
        "\(asVersion9) PRAGMA user_version = 9")
    }
    let again = try openStore(folder.path)
    #expect(again.keep(DeliveryStoreConformance.batch(past("e"))) == 0)
    let page = try await again.history(HistoryQuery(), limit: 9, after: nil, withData: true)
    #expect(page.entries.map(\.event) == [past("e")])
    #expect(try await again.lease(resize, limit: 9, now: start).map(\.delivery.id) == ["a"])
    await again.close()
  }

  @Test func `a file of the eighth version keeps its deliveries, and takes results`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    let call = DeliveryStoreConformance.call("a")
    try await store.append([call, sample("b")])
    await store.close()
    do {
      let file = try Connection(path: folder.file("patchbay.db"), mode: .readWrite)
      try file.execute("\(asVersion8) PRAGMA user_version = 8")
    }
    let again = try openStore(folder.path)
    #expect(try await again.call("a") == .underWay(attempts: 0, dueAt: start, isLeased: false))
    let leases = try await again.lease(resize, limit: 9, now: start)
    #expect(leases.map(\.delivery) == [call, sample("b")])
    let aftermath = DeliveryStoreConformance.success()
    try await again.settle([Settlement(token: leases[0].token, fate: .done, aftermath: aftermath)])
    await again.close()
    let third = try openStore(folder.path)
    #expect(
      try await third.call("a")
        == .ended(StoredResult(version: call.version, result: try #require(aftermath.kept).result)))
    await third.close()
  }

  /// Takes back what the tenth version has brought.
  private let asVersion9 = "DROP TABLE history; DROP TABLE history_ends;"

  /// Takes back what the ninth version and the one after it have brought.
  private let asVersion8 = """
    DROP TABLE history;
    DROP TABLE history_ends;
    DROP TABLE results;
    DROP TABLE asked;
    CREATE INDEX deliveries_by_call ON deliveries (id) WHERE association IS NULL;
    """

  /// Takes back what the eighth version and those after it have brought.
  private var asVersion7: String {
    """
    \(asVersion8)
    ALTER TABLE deliveries DROP COLUMN line;
    ALTER TABLE deliveries DROP COLUMN place;
    ALTER TABLE dead_letters DROP COLUMN line;
    ALTER TABLE dead_letters DROP COLUMN place;
    ALTER TABLE dead_letters DROP COLUMN holds;
    """
  }

  /// Takes back what the third version and those after it have brought.
  private var asVersion2: String {
    """
    \(asVersion7)
    DROP TABLE ledger;
    DROP TABLE recent;
    DROP INDEX deliveries_by_call;
    DROP TABLE pauses;
    DROP INDEX dead_letters_by_id;
    ALTER TABLE dead_letters DROP COLUMN redriven_at;
    ALTER TABLE dead_letters DROP COLUMN redriven_as;
    PRAGMA user_version = 2;
    """
  }

  @Test func `what was queued is known again until its time is over, after a restart too`()
    async throws
  {
    let folder = try TemporaryFolder()
    let clock = ManualClock()
    func open() throws(StoreError) -> SQLiteStore {
      try openStore(folder.path) { $0.clock = { clock.now } }
    }
    let store = try open()
    try await store.append([DeliveryStoreConformance.once("a", "k")])
    await store.close()
    let again = try open()
    clock.advance(by: .milliseconds(59_999))
    #expect(try await again.append([DeliveryStoreConformance.once("b", "k")]) == [0: "a"])
    clock.advance(by: .milliseconds(1))
    #expect(try await again.append([DeliveryStoreConformance.once("c", "k")]) == [:])
    #expect(try await again.append([DeliveryStoreConformance.once("d", "k")]) == [0: "c"])
    clock.advance(by: .seconds(61))
    for number in 0..<3 {
      try await again.append([DeliveryStoreConformance.once("\(number)", "\(number)")])
    }
    await again.close()
    let file = try Connection(path: folder.file("patchbay.db"), mode: .readWrite)
    #expect(try file.integer("SELECT count(*) FROM recent") == 3)
  }

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
      try file.execute("PRAGMA user_version = \(StoreSchema.version + 1)")
    }
    #expect(
      throws: StoreError.tooNew(
        path: folder.file("patchbay.db"), schema: Int(StoreSchema.version + 1),
        known: Int(StoreSchema.version))
    ) {
      try openStore(folder.path)
    }
  }

  @Test func `a folder that cannot be made is named`() throws {
    let error = #expect(throws: StoreError.self) { try openStore("/proc/nowhere/data") }
    #expect("\(String(describing: error))".contains("/proc/nowhere"))
  }

  @Test func `the file is for its owner's eyes only`() async throws {
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path)
    try await store.append([sample("a")])
    for name in ["patchbay.db", "patchbay.db-wal", "lock"] {
      let list = try ChildProcess("stat", ["--format=%a", folder.file(name)])
      #expect(await list.nextLine() == "600")
    }
    await store.close()
  }
}
