import EventLoops
import Instants
import Routing
import SQLite

/// Looks at a store's file for an operator, beside the router that works on it or without one.
///
/// It only reads. Each call blocks, and holds the writer's log from being emptied as long.
package struct StoreInspector: ~Copyable {
  private let path: String
  private let connection: Connection

  /// - Parameter directory: the folder of a store; nothing is created.
  /// - Throws: `StoreError.missing`, `unavailable`, `damaged` or `tooNew`.
  package init(directory: String) throws(StoreError) {
    let path = try StoreInspector.file(in: directory)
    let connection = try StoreInspector.open(path)
    _ = try StoreSchema.version(of: connection, path: path)
    self.path = path
    self.connection = connection
  }

  private static func open(_ path: String) throws(StoreError) -> Connection {
    do {
      return try Connection(path: path, mode: .readOnly)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// The file of a store that is there.
  static func file(in directory: String) throws(StoreError) -> String {
    let path = "\(directory)/patchbay.db"
    guard FileFingerprint(path: path) != nil else { throw .missing(path: path) }
    return path
  }

  /// The size of the file.
  package var bytes: Int { FileFingerprint(path: path).map { Int($0.size) } ?? 0 }

  /// What is wrong with the file: nothing where it is sound.
  ///
  /// Every page is read: about a second for some hundred megabytes.
  /// Source: https://sqlite.org/pragma.html#pragma_integrity_check
  package func problems() throws(StoreError) -> [String] {
    try reading { connection throws(SQLiteError) in
      var rows = try connection.prepare("PRAGMA integrity_check(100)")
      var problems: [String] = []
      while try rows.step() {
        if let text = rows.text(at: 0), text != "ok" { problems.append(text) }
      }
      return problems
    }
  }

  /// What stands in the file, as of one moment.
  ///
  /// - Parameter now: tells what is not due yet.
  package func statistics(now: WallTime) throws(StoreError) -> StoreStatistics {
    try reading { connection throws(SQLiteError) in
      try connection.execute("BEGIN")
      // A transaction that has only read gives up a lock: nothing can be lost in it.
      defer { try? connection.execute("COMMIT") }
      let pageBytes = Int(try connection.integer("PRAGMA page_size") ?? 0)
      var found = StoreStatistics(
        schema: Int(try connection.integer("PRAGMA user_version") ?? 0),
        bytes: Int(try connection.integer("PRAGMA page_count") ?? 0) * pageBytes,
        freeBytes: Int(try connection.integer("PRAGMA freelist_count") ?? 0) * pageBytes,
        logBytes: FileFingerprint(path: "\(path)-wal").map { Int($0.size) } ?? 0)
      try StoreInspector.count(deliveriesOf: &found, on: connection, now: now)
      return found
    }
  }

  private static func count(
    deliveriesOf found: inout StoreStatistics, on connection: borrowing Connection, now: WallTime
  ) throws(SQLiteError) {
    var rows = try connection.prepare(
      """
      SELECT function, count(*), sum(attempts > 0), sum(due_at > ?), min(accepted_at)
      FROM deliveries GROUP BY function
      """)
    try rows.bind(now.millisecondsSinceEpoch, at: 1)
    while try rows.step() {
      found.queues.append(
        StoreStatistics.Queue(
          function: FunctionName(unchecked: rows.text(at: 0) ?? ""),
          deliveries: Int(rows.integer(at: 1) ?? 0), attempted: Int(rows.integer(at: 2) ?? 0),
          delayed: Int(rows.integer(at: 3) ?? 0),
          oldestAcceptedAt: rows.integer(at: 4).map { WallTime(millisecondsSinceEpoch: $0) }))
    }
    var dead = try connection.prepare(
      "SELECT function, count(*) FROM dead_letters GROUP BY function")
    while try dead.step() {
      let name = FunctionName(unchecked: dead.text(at: 0) ?? "")
      let count = Int(dead.integer(at: 1) ?? 0)
      if let index = found.queues.firstIndex(where: { $0.function == name }) {
        found.queues[index].deadLetters = count
      } else {
        found.queues.append(StoreStatistics.Queue(function: name, deadLetters: count))
      }
    }
    found.queues.sort { $0.function.text < $1.function.text }
  }

  private func reading<Value>(
    _ body: (borrowing Connection) throws(SQLiteError) -> Value
  ) throws(StoreError) -> Value {
    do {
      return try body(connection)
    } catch {
      throw StoreError(error, path: path)
    }
  }
}
