import EventLoops
import Instants
import Routing
import Synchronization
import TestSupport
import Testing

@testable import Storage

struct ReadyNoticeTests {
  @Test func `what is ready is told at once to a new handler`() async throws {
    try await withStore { store in
      try await store.append([sample("a"), sample("b", queue: report, after: .seconds(60))])
      let notices = Notices()
      store.setReadyHandler { notices.add($0) }
      #expect(notices.all == [resize])
    }
  }

  @Test func `a queue is told of once, until a lease comes back short`() async throws {
    try await withStore { store in
      let notices = Notices()
      store.setReadyHandler { notices.add($0) }
      try await store.append([sample("a")])
      try await store.append([sample("b")])
      #expect(await notices.take() == [resize])
      #expect(try await store.lease(resize, limit: 2, now: start).count == 2)
      try await store.append([sample("c")])
      #expect(notices.all == [])
      #expect(try await store.lease(resize, limit: 2, now: start).count == 1)
      try await store.append([sample("d")])
      #expect(await notices.take() == [resize])
    }
  }

  @Test func `what becomes due is told`() async throws {
    try await withStore(change: { $0.clock = { WallTime.now } }) { store in
      let notices = Notices()
      store.setReadyHandler { notices.add($0) }
      var delivery = sample("a")
      delivery.dueAt = WallTime.now + .milliseconds(30)
      try await store.append([delivery])
      #expect(await notices.take() == [resize])
      #expect(try await store.lease(resize, limit: 1, now: WallTime.now).count == 1)
    }
  }

  @Test func `what is held is told of when its time has come`() async throws {
    try await withStore(change: { $0.clock = { WallTime.now } }) { store in
      let notices = Notices()
      store.setReadyHandler { notices.add($0) }
      try await store.append([sample("a")])
      #expect(await notices.take() == [resize])
      let leases = try await store.lease(resize, limit: 2, now: WallTime.now)
      let time = WallTime.now + .milliseconds(30)
      try await store.settle([Settlement(token: leases[0].token, fate: .hold(until: time))])
      #expect(try await store.lease(resize, limit: 2, now: time - .milliseconds(1)).isEmpty)
      #expect(await notices.take() == [resize])
      #expect(try await store.lease(resize, limit: 1, now: WallTime.now).count == 1)
    }
  }

  @Test func `what is released or retried at once is told`() async throws {
    try await withStore { store in
      let notices = Notices()
      store.setReadyHandler { notices.add($0) }
      try await store.append([sample("a")])
      #expect(await notices.take() == [resize])
      for fate in [Settlement.Fate.release, .retry(attempts: 1, at: start)] {
        let leases = try await store.lease(resize, limit: 2, now: start)
        #expect(leases.count == 1)
        try await store.settle([Settlement(token: leases[0].token, fate: fate)])
        #expect(await notices.take() == [resize])
      }
    }
  }

  /// Consumers lease only when told, and until they come back short; producers append, and some
  /// deliveries are retried or released. A lost notice would leave the consumer waiting for good.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `no notice is lost under stress`(seed: UInt64) async throws {
    let total = 3_000
    let folder = try TemporaryFolder()
    let store = try openStore(folder.path) { options in
      options.clock = { WallTime.now }
      options.cacheBytes = seed % 2 == 0 ? 20_000 : options.cacheBytes
    }
    let notices = Notices()
    store.setReadyHandler { notices.add($0) }
    let producers = Task {
      await withTaskGroup(of: Void.self) { group in
        for part in 0..<10 {
          group.addTask {
            var generator = SeededGenerator(seed: seed &* 100 &+ UInt64(part))
            for number in 0..<(total / 10) {
              var delivery = sample("\(part)-\(number)")
              let delay = Int.random(in: 0...5, using: &generator)
              delivery.dueAt = WallTime.now + .milliseconds(delay == 5 ? 3 : 0)
              do {
                try await store.append([delivery])
              } catch {
                Issue.record(error)
              }
            }
          }
        }
      }
    }
    var generator = SeededGenerator(seed: seed)
    var done: Set<String> = []
    while done.count < total {
      try #require(await notices.take() != [])
      var isShort = false
      while !isShort {
        let limit = Int.random(in: 1...40, using: &generator)
        let leases = try await store.lease(resize, limit: limit, now: WallTime.now)
        isShort = leases.count < limit
        try await store.settle(
          leases.map { lease in
            let draw = Int.random(in: 0..<20, using: &generator)
            if draw == 0 { return Settlement(token: lease.token, fate: .release) }
            if draw == 1 {
              let due = WallTime.now + .milliseconds(2)
              return Settlement(token: lease.token, fate: .retry(attempts: 1, at: due))
            }
            done.insert(lease.delivery.id)
            return Settlement(token: lease.token, fate: .done)
          })
      }
    }
    await producers.value
    #expect(try await store.queues().map(\.depth) == [0])
    await store.close()
  }
}
