import EventLoops
import Glibc
import Instants
import Routing
import Storage

extension StoreCrash {
  /// Two lives that end in order. Besides `a` and `r`: `e ID` before a delivery may end, `x ID` for
  /// a dead letter, `d ID` for one that was redriven as `ID-again`.
  static func mixed(folder: String, prefix: String, count: Int) async throws {
    let loops = [try EventLoop(name: "first"), try EventLoop(name: "second")]
    for loop in loops { loop.start() }
    for life in 0..<2 {
      let store = try SQLiteStore(directory: folder)
      let tasks = (0..<16).map { number in
        loops[number % 2].spawn {
          await mixed(store, name: "\(prefix)-\(life)-\(number)", count: count)
        }
      }
      for task in tasks { await task.value }
      await store.close()
    }
  }

  private static func mixed(_ store: SQLiteStore, name: String, count: Int) async {
    for number in 0..<count {
      let delivery = delivery("\(name)-\(number)", size: 100 + number * 37 % 900, at: WallTime.now)
      guard (try? await store.append([delivery])) != nil else { exit(1) }
      say("a \(delivery.id)")
      guard number % 2 == 0 else { continue }
      for lease in (try? await store.lease(queue, limit: 2, now: WallTime.now)) ?? [] {
        guard (try? await end(lease, of: store, step: number)) != nil else { exit(1) }
      }
    }
  }

  private static func end(_ lease: Lease, of store: SQLiteStore, step: Int) async throws {
    let id = lease.delivery.id
    guard step % 8 > 0 else {
      try await store.settle([settlement(lease, .retry(attempts: 1, at: WallTime.now))])
      return say("r \(id)")
    }
    say("e \(id)")
    guard step % 8 == 2 else { return try await store.settle([settlement(lease, .done)]) }
    try await store.settle([settlement(lease, .dead(attempts: 1, status: nil, reason: "test"))])
    say("x \(id)")
    var query = DeadLetterQuery()
    query.ids = [id]
    guard let key = try await store.deadLetterKeys(query, limit: 1, after: nil).first else {
      exit(1)
    }
    let again = delivery("\(id)-again", size: 200, at: WallTime.now)
    _ = try await store.redrive(
      [Redrive(position: key.position, delivery: again)], isRepeated: false)
    say("d \(id)")
  }

  private static func settlement(_ lease: Lease, _ fate: Settlement.Fate) -> Settlement {
    Settlement(token: lease.token, fate: fate)
  }
}
