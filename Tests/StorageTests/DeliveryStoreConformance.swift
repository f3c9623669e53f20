import Instants
import Routing
import Testing

@testable import Storage

/// What every delivery store must do, whatever it is made of; each check wants an empty store.
enum DeliveryStoreConformance {
  typealias Check = @Sendable (any DeliveryStore) async throws -> Void

  static let checks: [(claim: String, check: Check)] =
    [
      ("what is leased is what was appended", leasesWhatWasAppended),
      ("leases come in order of arrival and to one caller only", leasesInOrder),
      ("queues are apart", keepsQueuesApart),
      ("a delivery is not leased before it is due", waitsForDueTime),
      ("what is done is gone", forgetsWhatIsDone),
      ("what is released is ready at its old place", releasesInPlace),
      ("what is held is ready when its time has come", holdsUntilDue),
      ("what is held is ready at once when holds end, and a retry waits on", endsHolds),
      ("a retry comes when due, with its attempts", retriesWhenDue),
      ("a dead letter keeps the delivery and why", keepsDeadLetters),
      ("dead letters can be appended", appendsDeadLetters),
      ("dead letters are listed in pages", pagesDeadLetters),
      ("settling what is not leased changes nothing", ignoresUnknownLeases),
      ("statistics count every state", countsStates),
      ("cron marks are kept for each source", keepsCronMarks),
      ("subscriptions are kept for each client", keepsSubscriptions),
      ("a batch is appended whole", appendsBatches),
      ("a closed store refuses everything", refusesWhenClosed),
    ] + deadLetterChecks + pauseChecks + cancellingChecks + waitingChecks + onceChecks
    + ledgerChecks + historyChecks + orderChecks + resultChecks

  static func leasesWhatWasAppended(_ store: any DeliveryStore) async throws {
    let deliveries = [sample("a", attempts: 3), bareSample("b"), sample("c", size: 300_000)]
    for delivery in deliveries { try await store.append([delivery]) }
    let leases = try await store.lease(resize, limit: 10, now: start)
    #expect(leases.map(\.delivery) == deliveries)
  }

  static func leasesInOrder(_ store: any DeliveryStore) async throws {
    for number in 0..<10 { try await store.append([sample("\(number)")]) }
    var seen: [String] = []
    for limit in [1, 4, 3, 9] {
      seen += try await store.lease(resize, limit: limit, now: start).map(\.delivery.id)
    }
    #expect(seen == (0..<10).map(String.init))
  }

  static func keepsQueuesApart(_ store: any DeliveryStore) async throws {
    try await store.append([sample("a"), sample("b", queue: report)])
    #expect(try await store.lease(report, limit: 5, now: start).map(\.delivery.id) == ["b"])
    #expect(try await store.lease(resize, limit: 5, now: start).map(\.delivery.id) == ["a"])
  }

  static func holdsUntilDue(_ store: any DeliveryStore) async throws {
    try await store.append([sample("a", attempts: 2), sample("b")])
    let leases = try await store.lease(resize, limit: 10, now: start)
    let time = start + .seconds(5)
    try await store.settle(leases.map { Settlement(token: $0.token, fate: .hold(until: time)) })
    #expect(try await ids(store, at: .milliseconds(4_999)) == [])
    let again = try await store.lease(resize, limit: 10, now: time)
    #expect(again.map(\.delivery) == leases.map(\.delivery))
  }

  static func endsHolds(_ store: any DeliveryStore) async throws {
    store.endHolds(of: resize)
    try await store.append([sample("a"), sample("b"), sample("c"), sample("d", queue: report)])
    let late = start + .seconds(3_600)
    let fates: [Settlement.Fate] = [.hold(until: late), .retry(attempts: 1, at: late)]
    let leases = try await store.lease(resize, limit: 9, now: start)
    for (index, lease) in leases.enumerated() {
      try await store.settle([Settlement(token: lease.token, fate: fates[index % 2])])
    }
    for lease in try await store.lease(report, limit: 9, now: start) {
      try await store.settle([Settlement(token: lease.token, fate: fates[0])])
    }
    #expect(try await ids(store, at: .zero) == [])
    let notices = Notices()
    store.setReadyHandler { notices.add($0) }
    store.endHolds(of: resize)
    #expect(notices.all == [resize])
    #expect(try await ids(store, at: .zero) == ["a", "c"])
    #expect(try await store.lease(report, limit: 9, now: start) == [])
    #expect(try await store.lease(report, limit: 9, now: late).map(\.delivery.id) == ["d"])
  }

  static func waitsForDueTime(_ store: any DeliveryStore) async throws {
    try await store.append([
      sample("late", after: .seconds(20)), sample("soon", after: .seconds(10)),
    ])
    try await store.append([sample("now")])
    #expect(try await ids(store, at: .zero) == ["now"])
    #expect(try await ids(store, at: .milliseconds(9_999)) == [])
    #expect(try await ids(store, at: .seconds(10)) == ["soon"])
    #expect(try await ids(store, at: .seconds(21)) == ["late"])
  }

  static func forgetsWhatIsDone(_ store: any DeliveryStore) async throws {
    try await store.append([sample("a"), sample("b")])
    let leases = try await store.lease(resize, limit: 2, now: start)
    try await store.settle([Settlement(token: leases[0].token, fate: .done)])
    #expect(try await store.queues().first?.depth == 1)
    try await store.settle([Settlement(token: leases[1].token, fate: .done)])
    #expect(try await ids(store, at: .seconds(1_000)) == [])
    #expect(try await store.queues().first?.oldestAcceptedAt == nil)
  }

  static func releasesInPlace(_ store: any DeliveryStore) async throws {
    for id in ["a", "b", "c"] { try await store.append([sample(id)]) }
    let leases = try await store.lease(resize, limit: 2, now: start)
    try await store.settle([Settlement(token: leases[1].token, fate: .release)])
    try await store.settle([Settlement(token: leases[0].token, fate: .release)])
    let again = try await store.lease(resize, limit: 9, now: start)
    #expect(again.map(\.delivery) == [sample("a"), sample("b"), sample("c")])
  }

  static func retriesWhenDue(_ store: any DeliveryStore) async throws {
    try await store.append([sample("a"), sample("b")])
    let leases = try await store.lease(resize, limit: 2, now: start)
    let due = start + .seconds(5)
    try await store.settle([
      Settlement(token: leases[0].token, fate: .retry(attempts: 1, at: due)),
      Settlement(token: leases[1].token, fate: .retry(attempts: 4, at: start)),
    ])
    let first = try await store.lease(resize, limit: 9, now: start)
    #expect(first.map(\.delivery.id) == ["b"])
    #expect(first.map(\.delivery.attempts) == [4])
    let second = try await store.lease(resize, limit: 9, now: due)
    #expect(second.map(\.delivery.attempts) == [1])
    #expect(second.map(\.delivery.dueAt) == [due])
  }

  static func keepsDeadLetters(_ store: any DeliveryStore) async throws {
    try await store.append([sample("a"), bareSample("b")])
    let leases = try await store.lease(resize, limit: 2, now: start)
    try await store.settle([
      Settlement(token: leases[0].token, fate: .dead(attempts: 6, status: 503, reason: "HTTP 503")),
      Settlement(token: leases[1].token, fate: .dead(attempts: 1, status: nil, reason: "refused")),
    ])
    let letters = try await store.deadLetters(limit: 10, after: nil)
    #expect(letters.map(\.delivery) == [sample("a", attempts: 6), bareSample("b", attempts: 1)])
    #expect(letters.map(\.status) == [503, nil])
    #expect(letters.map(\.reason) == ["HTTP 503", "refused"])
    #expect(try await store.deadLetterCounts() == [resize: 2])
    #expect(try await ids(store, at: .seconds(1_000)) == [])
    #expect(try await store.queues().map(\.depth) == [0])
  }

  static func appendsDeadLetters(_ store: any DeliveryStore) async throws {
    let letter = NewDeadLetter(
      delivery: sample("a", queue: report, attempts: 2), status: 500, reason: "HTTP 500")
    try await store.appendDead([letter])
    let letters = try await store.deadLetters(limit: 10, after: nil)
    #expect(letters.map(\.delivery) == [letter.delivery])
    #expect(try await store.deadLetterCounts() == [report: 1])
    #expect(try await store.lease(report, limit: 1, now: start) == [])
  }

  static func pagesDeadLetters(_ store: any DeliveryStore) async throws {
    for number in 0..<7 {
      try await store.appendDead([
        NewDeadLetter(delivery: sample("\(number)"), status: nil, reason: "no")
      ])
    }
    var seen: [String] = []
    var position: Int64?
    while let last = try await store.deadLetters(limit: 3, after: position).last {
      seen += try await store.deadLetters(limit: 3, after: position).map(\.delivery.id)
      position = last.position
    }
    #expect(seen == (0..<7).map(String.init))
  }

  static func ignoresUnknownLeases(_ store: any DeliveryStore) async throws {
    try await store.append([sample("a")])
    let lease = try await store.lease(resize, limit: 1, now: start)[0]
    try await store.settle([Settlement(token: lease.token, fate: .done)])
    for fate in [
      Settlement.Fate.done, .release, .retry(attempts: 1, at: start),
      .dead(attempts: 1, status: nil, reason: ""),
    ] {
      try await store.settle([Settlement(token: lease.token, fate: fate)])
      try await store.settle([Settlement(token: 999_999, fate: fate)])
    }
    #expect(try await store.queues().map(\.depth) == [0])
    #expect(try await store.deadLetterCounts() == [:])
    #expect(try await ids(store, at: .seconds(1_000)) == [])
  }

  static func countsStates(_ store: any DeliveryStore) async throws {
    var newer = sample("new")
    newer.acceptedAt = start + .seconds(7)
    try await store.append([newer, sample("later", after: .seconds(60)), newer, newer])
    _ = try await store.lease(resize, limit: 2, now: start)
    let statistics = try await store.queues()
    #expect(
      statistics == [
        QueueStatistics(queue: resize, ready: 1, leased: 2, delayed: 1, oldestAcceptedAt: start)
      ])
    #expect(statistics.map(\.depth) == [4])
  }

  static func keepsSubscriptions(_ store: any DeliveryStore) async throws {
    #expect(try await store.subscriptions(of: "a@h:1") == [])
    try await store.recordSubscriptions(["x/#", "y"], of: "a@h:1")
    try await store.recordSubscriptions(["y", "z"], of: "a@h:1")
    try await store.recordSubscriptions(["w"], of: "b@h:1")
    #expect(try await store.subscriptions(of: "a@h:1").sorted() == ["y", "z"])
    try await store.recordSubscriptions([], of: "b@h:1")
    #expect(try await store.subscriptions(of: "b@h:1") == [])
  }

  static func keepsCronMarks(_ store: any DeliveryStore) async throws {
    let nightly = SourceName(unchecked: "nightly")
    #expect(try await store.cronMark(of: nightly) == nil)
    try await store.recordCronMark(start, for: nightly)
    try await store.recordCronMark(start + .seconds(60), for: nightly)
    #expect(try await store.cronMark(of: nightly) == start + .seconds(60))
    #expect(try await store.cronMark(of: SourceName(unchecked: "hourly")) == nil)
  }

  static func appendsBatches(_ store: any DeliveryStore) async throws {
    let batch = (0..<1_500).map { sample("\($0)") }
    try await store.append(batch)
    try await store.append([])
    #expect(try await store.lease(resize, limit: 2_000, now: start).map(\.delivery) == batch)
  }

  static func refusesWhenClosed(_ store: any DeliveryStore) async throws {
    await store.close()
    await store.close()
    await #expect(throws: StoreError.closed) { try await store.append([sample("a")]) }
    await #expect(throws: StoreError.closed) {
      try await store.lease(resize, limit: 1, now: start)
    }
    await #expect(throws: StoreError.closed) {
      try await store.settle([Settlement(token: 1, fate: .done)])
    }
    await #expect(throws: StoreError.closed) { try await store.queues() }
    await #expect(throws: StoreError.closed) { try await store.deadLetters(limit: 1, after: nil) }
    await #expect(throws: StoreError.closed) {
      try await store.recordCronMark(start, for: SourceName(unchecked: "nightly"))
    }
  }

  private static func ids(
    _ store: any DeliveryStore, at offset: Duration
  ) async throws -> [String] {
    try await store.lease(resize, limit: 100, now: start + offset).map(\.delivery.id)
  }
}
