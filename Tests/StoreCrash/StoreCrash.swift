import EventLoops
import Glibc
import Instants
import Routing
import Storage

/// A program to be killed: `storecrash FOLDER PREFIX` appends deliveries from sixteen tasks on two
/// loops, and says on standard output what the store has acknowledged, one line each: `a ID` for
/// an append, `r ID` for a retry stored with one attempt. `storecrash FOLDER PREFIX redrive` keeps
/// dead letters instead and redrives each, `d ID` for one that was. `storecrash FOLDER PREFIX order`
/// appends to a line for each task, `a LINE ID`, and ends what it leases, `l LINE ID` before it does.
/// `storecrash FOLDER PREFIX mixed COUNT` does some of all, opens the store once more, and ends by itself.
@main
struct StoreCrash {
  static let queue = FunctionName(unchecked: "victim")

  static func main() async throws {
    guard (3...5).contains(CommandLine.arguments.count) else { exit(2) }
    let mode = CommandLine.arguments.dropFirst(3).first
    let prefix = CommandLine.arguments[2]
    if mode == "mixed" {
      let count = Int(CommandLine.arguments.last ?? "") ?? 1
      return try await mixed(folder: CommandLine.arguments[1], prefix: prefix, count: count)
    }
    let store = try SQLiteStore(directory: CommandLine.arguments[1])
    let loops = [try EventLoop(name: "first"), try EventLoop(name: "second")]
    for loop in loops { loop.start() }
    let tasks = (0..<16).map { number in
      loops[number % 2].spawn {
        let name = "\(prefix)-\(number)"
        switch mode {
        case "redrive": await redrive(store, name: name)
        case "order": await order(store, name: name, line: "\(number)")
        default: await work(store, name: name)
        }
      }
    }
    for task in tasks { await task.value }
  }

  static func work(_ store: SQLiteStore, name: String) async {
    for number in 0... {
      let now = WallTime.now
      let delivery = delivery("\(name)-\(number)", size: 200 + number % 5_000, at: now)
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

  static func redrive(_ store: SQLiteStore, name: String) async {
    for number in 0... {
      let letter = delivery("\(name)-\(number)", size: 200 + number % 5_000, at: WallTime.now)
      var query = DeadLetterQuery()
      query.ids = [letter.id]
      let dead = NewDeadLetter(delivery: letter, status: nil, reason: "test")
      guard (try? await store.appendDead([dead])) != nil,
        let key = try? await store.deadLetterKeys(query, limit: 1, after: nil).first
      else { exit(1) }
      let new = delivery("\(letter.id)-again", size: 200, at: WallTime.now)
      let redrive = Redrive(position: key.position, delivery: new)
      guard (try? await store.redrive([redrive], isRepeated: false)) != nil else { exit(1) }
      say("d \(letter.id)")
    }
  }

  static func order(_ store: SQLiteStore, name: String, line: String) async {
    for number in 0... {
      var delivery = delivery("\(name)-\(number)", size: 200, at: WallTime.now)
      delivery.association = AssociationName(unchecked: "ordered")
      delivery.place = LinePlace(key: line)
      guard (try? await store.append([delivery])) != nil else { exit(1) }
      say("a \(line) \(delivery.id)")
      for lease in (try? await store.lease(queue, limit: 2, now: WallTime.now)) ?? [] {
        say("l \(lease.delivery.place?.key ?? "") \(lease.delivery.id)")
        let fate: Settlement.Fate =
          number % 16 == 0 ? .retry(attempts: 1, at: WallTime.now) : .done
        guard (try? await store.settle([Settlement(token: lease.token, fate: fate)])) != nil
        else { exit(1) }
      }
    }
  }

  static func delivery(_ id: String, size: Int, at now: WallTime) -> NewDelivery {
    NewDelivery(
      id: id, eventID: "e", association: nil,
      version: FunctionVersion(function: queue, number: .latest), head: Array("id: e\r\n".utf8),
      data: [UInt8](repeating: 7, count: size), acceptedAt: now, dueAt: now)
  }

  static func say(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    _ = unsafe write(1, bytes, bytes.count)
  }
}
