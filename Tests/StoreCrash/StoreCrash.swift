import EventLoops
import Glibc
import Instants
import Routing
import Storage

/// A program to be killed: `storecrash FOLDER PREFIX` appends deliveries from sixteen tasks on two
/// loops, and says on standard output what the store has acknowledged, one line each: `a ID` for
/// an append, `r ID` for a retry stored with one attempt.
@main
struct StoreCrash {
  static let queue = FunctionName(unchecked: "victim")

  static func main() async throws {
    guard CommandLine.arguments.count == 3 else { exit(2) }
    let store = try SQLiteStore(directory: CommandLine.arguments[1])
    let prefix = CommandLine.arguments[2]
    let loops = [try EventLoop(name: "first"), try EventLoop(name: "second")]
    for loop in loops { loop.start() }
    let tasks = (0..<16).map { number in
      loops[number % 2].spawn { await work(store, name: "\(prefix)-\(number)") }
    }
    for task in tasks { await task.value }
  }

  static func work(_ store: SQLiteStore, name: String) async {
    for number in 0... {
      let now = WallTime.now
      let delivery = NewDelivery(
        id: "\(name)-\(number)", eventID: "e", association: nil,
        version: FunctionVersion(function: queue, number: .latest), head: Array("id: e\r\n".utf8),
        data: [UInt8](repeating: 7, count: 200 + number % 5_000), acceptedAt: now, dueAt: now)
      guard (try? await store.append([delivery])) != nil else { exit(1) }
      say("a \(delivery.id)")
      guard number % 8 == 0 else { continue }
      for lease in (try? await store.lease(queue, limit: 2, now: now)) ?? [] {
        let retry = Settlement(token: lease.token, fate: .retry(attempts: 1, at: now))
        guard (try? await store.settle([retry])) != nil else { exit(1) }
        say("r \(lease.delivery.id)")
      }
    }
  }

  static func say(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = unsafe write(1, bytes, bytes.count)
  }
}
