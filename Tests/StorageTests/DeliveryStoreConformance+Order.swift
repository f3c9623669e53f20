import Instants
import Routing
import Testing

@testable import Storage

extension DeliveryStoreConformance {
  static let orderChecks: [(claim: String, check: Check)] = [
    ("of a line one is leased at a time, and others go on", leasesOneOfALine),
    ("what has a place keeps it, in the delivery and its letter", keepsPlaces),
    ("a line waits for a retry, a hold, a release and a pause", keepsItsTurn),
    ("who is not due yet keeps those of its line that come after it", waitsForWhoIsNotDue),
    ("one line may lead to several queues", crossesQueues),
    ("a line goes on when one of it has died", skipsTheDead),
    ("a line that a dead letter holds waits, and the redriven one goes first", holdsUntilRedriven),
    ("a line that a dead letter holds goes on when that is purged", holdsUntilPurged),
    ("who comes again from the dead letters takes the old place", takesTheOldPlace),
  ]

  private static let uploads = AssociationName(unchecked: "resize-uploads")

  private static func lined(
    _ id: String, _ key: String = "k", queue: FunctionName = resize, after delay: Duration = .zero,
    token: Int64? = nil
  ) -> NewDelivery {
    var delivery = sample(id, queue: queue, after: delay)
    delivery.place = LinePlace(key: key, token: token)
    return delivery
  }

  private static func lease(
    _ store: any DeliveryStore, _ queue: FunctionName = resize, at offset: Duration = .zero
  ) async throws -> [Lease] {
    try await store.lease(queue, limit: 100, now: start + offset)
  }

  private static func ids(
    _ store: any DeliveryStore, _ queue: FunctionName = resize, at offset: Duration = .zero
  ) async throws -> [String] {
    try await lease(store, queue, at: offset).map(\.delivery.id)
  }

  private static func settle(
    _ store: any DeliveryStore, _ lease: Lease?, _ fate: Settlement.Fate
  ) async throws {
    let lease = try #require(lease)
    try await store.settle([Settlement(token: lease.token, fate: fate)])
  }

  static func leasesOneOfALine(_ store: any DeliveryStore) async throws {
    try await store.append([lined("a1", "a"), lined("a2", "a"), lined("b1", "b"), sample("c")])
    try await store.append([lined("b2", "b"), lined("a3", "a"), sample("d")])
    let first = try await lease(store)
    #expect(first.map(\.delivery.id) == ["a1", "b1", "c", "d"])
    #expect(
      try await store.queues() == [
        QueueStatistics(
          queue: resize, ready: 0, leased: 4, delayed: 0, waiting: 3, oldestAcceptedAt: start)
      ])
    try await settle(store, first.first, .done)
    let second = try await lease(store)
    #expect(second.map(\.delivery) == [lined("a2", "a")])
    try await settle(store, second.first, .done)
    try await settle(store, first[1], .done)
    #expect(try await ids(store) == ["b2", "a3"])
  }

  static func keepsPlaces(_ store: any DeliveryStore) async throws {
    let deliveries = [lined("a"), lined("b", "other", token: 7), lined("c", "")]
    try await store.append(deliveries)
    let leases = try await lease(store)
    #expect(leases.map(\.delivery) == deliveries)
    for lease in leases {
      try await settle(store, lease, .dead(attempts: 0, status: nil, reason: "no"))
    }
    try await store.appendDead([NewDeadLetter(delivery: lined("d"), status: nil, reason: "no")])
    let letters = try await store.deadLetters(limit: 9, after: nil)
    #expect(letters.map(\.delivery.place?.key) == ["k", "other", "", "k"])
    #expect(
      letters.map(\.delivery.place?.token) == [leases[0].token, 7, leases[2].token, nil])
    #expect(letters.allSatisfy { !$0.holdsLine })
  }

  static func keepsItsTurn(_ store: any DeliveryStore) async throws {
    try await store.append([lined("a"), lined("b")])
    let later = start + .seconds(5)
    try await store.recordPause(.association(uploads), since: start)
    for fate in [
      Settlement.Fate.retry(attempts: 1, at: later), .hold(until: later), .release, .park(uploads),
    ] {
      try await settle(store, try await lease(store, at: .seconds(9)).first, fate)
      if fate != .release { #expect(try await ids(store) == []) }
    }
    try await store.recordPause(.association(uploads), since: nil)
    #expect(try await ids(store, at: .seconds(9)) == ["a"])
  }

  static func waitsForWhoIsNotDue(_ store: any DeliveryStore) async throws {
    try await store.append([lined("a", after: .seconds(5)), lined("b"), lined("c", "other")])
    try await store.append([lined("d", after: .seconds(7))])
    #expect(try await ids(store) == ["c"])
    for (offset, id) in [(Duration.seconds(5), "a"), (.seconds(5), "b"), (.seconds(7), "d")] {
      let leases = try await lease(store, at: offset)
      #expect(leases.map(\.delivery.id) == [id])
      try await settle(store, leases.first, .done)
      if id == "b" { #expect(try await ids(store, at: .seconds(6)) == []) }
    }
  }

  static func crossesQueues(_ store: any DeliveryStore) async throws {
    let notices = Notices()
    try await store.append([lined("a"), lined("b", queue: report), lined("c")])
    store.setReadyHandler { notices.add($0) }
    let first = try await lease(store)
    #expect(first.map(\.delivery.id) == ["a"])
    #expect(try await ids(store, report) == [])
    try await settle(store, first.first, .done)
    #expect(notices.all.last == report)
    #expect(try await ids(store) == [])
    let second = try await lease(store, report)
    #expect(second.map(\.delivery.id) == ["b"])
    try await settle(store, second.first, .done)
    #expect(try await ids(store) == ["c"])
  }

  static func skipsTheDead(_ store: any DeliveryStore) async throws {
    try await store.append([lined("a"), lined("b")])
    let dead = Settlement.Fate.dead(attempts: 1, status: 400, reason: "no")
    try await settle(store, try await lease(store).first, dead)
    #expect(try await ids(store) == ["b"])
  }

  private static func dieHolding(_ store: any DeliveryStore) async throws -> DeadLetter {
    let dead = Settlement.Fate.dead(attempts: 1, status: 400, reason: "no", holdsLine: true)
    try await settle(store, try await store.lease(resize, limit: 1, now: start).first, dead)
    let letter = try #require(try await store.deadLetters(limit: 99, after: nil).last)
    #expect(letter.holdsLine)
    #expect(try await store.queues().map(\.holders) == [1])
    return letter
  }

  static func holdsUntilRedriven(_ store: any DeliveryStore) async throws {
    try await store.append([lined("a"), lined("b"), lined("other", "other")])
    let letter = try await dieHolding(store)
    try await store.append([lined("c")])
    #expect(try await ids(store) == ["other"])
    var again = lined("a2")
    again.place = letter.delivery.place
    let redrive = Redrive(position: letter.position, delivery: again)
    #expect(try await store.redrive([redrive], isRepeated: false) == [letter.position])
    #expect(try await store.deadLetters(limit: 9, after: nil).map(\.holdsLine) == [false])
    for id in ["a2", "b", "c"] {
      let leases = try await lease(store)
      #expect(leases.map(\.delivery.id) == [id])
      try await settle(store, leases.first, .done)
    }
    #expect(try await store.queues().map(\.holders) == [0])
  }

  static func holdsUntilPurged(_ store: any DeliveryStore) async throws {
    try await store.append([lined("a"), lined("b"), lined("c")])
    let letter = try await dieHolding(store)
    #expect(try await ids(store) == [])
    #expect(try await store.purgeDeadLetters([letter.position]) == 1)
    let second = try await dieHolding(store)
    #expect(second.delivery.id == "b")
    #expect(try await store.purgeDeadLetters([second.position, letter.position]) == 1)
    #expect(try await ids(store) == ["c"])
    // Of one that was never queued nothing waits.
    try await store.appendDead([NewDeadLetter(delivery: lined("d"), status: nil, reason: "no")])
    let last = try #require(try await store.lastDeadLetter())
    #expect(try await store.purgeDeadLetters([last]) == 1)
    #expect(try await store.queues().map(\.holders) == [0])
  }

  static func takesTheOldPlace(_ store: any DeliveryStore) async throws {
    try await store.append(["a", "b", "c", "d"].map { lined($0) })
    for _ in 0..<2 {
      let dead = Settlement.Fate.dead(attempts: 1, status: 400, reason: "no")
      try await settle(store, try await lease(store).first, dead)
    }
    let under = try #require(try await lease(store).first)
    let letters = try await store.deadLetters(limit: 9, after: nil)
    for letter in letters.reversed() {
      var again = lined(letter.delivery.id + "2")
      again.place = letter.delivery.place
      _ = try await store.redrive(
        [Redrive(position: letter.position, delivery: again)], isRepeated: false)
    }
    #expect(try await ids(store) == [])
    try await settle(store, under, .done)
    for id in ["a2", "b2", "d"] {
      let leases = try await lease(store)
      #expect(leases.map(\.delivery.id) == [id])
      try await settle(store, leases.first, .done)
    }
  }
}
