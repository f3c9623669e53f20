import Instants
import Routing
import SQLite

/// The store's file as its one writer sees it: the folder's lock, a connection and its statements.
struct StoreFile: ~Copyable {
  let path: String
  let connection: Connection
  private var begin: Statement
  private var commit: Statement
  private var insert: Statement
  private var update: Statement
  private var delete: Statement
  private var bury: Statement
  private var insertDead: Statement
  private var mark: Statement
  /// Declared last, for it is given up last, when the connection is closed.
  private let folder: DatabaseFolder

  /// Takes the folder and opens the file in it, creating what is missing.
  init(folder path: String, pageLimit: Int?) throws(StoreError) {
    let file = path + "/patchbay.db"
    do {
      folder = try DatabaseFolder(path: path)
    } catch {
      throw error.kind == .busy ? .inUse(path: path) : StoreError(error, path: path)
    }
    do {
      let connection = try Connection(path: file, mode: .readWrite)
      try StoreSchema.prepare(connection, path: file)
      if let pageLimit { try connection.execute("PRAGMA max_page_count = \(pageLimit)") }
      begin = try connection.prepare("BEGIN IMMEDIATE")
      commit = try connection.prepare("COMMIT")
      insert = try connection.prepare(
        """
        INSERT INTO deliveries (token, \(DeliveryRow.columns))
        VALUES (?, \(DeliveryRow.placeholders))
        """)
      update = try connection.prepare(
        "UPDATE deliveries SET attempts = ?, due_at = ? WHERE token = ?")
      delete = try connection.prepare("DELETE FROM deliveries WHERE token = ?")
      bury = try connection.prepare(
        """
        INSERT INTO dead_letters (died_at, status, reason, \(DeliveryRow.columns))
        SELECT ?1, ?2, ?3, function, version, due_at, accepted_at, ?4, id, event_id, association,
          shard, head, request, data
        FROM deliveries WHERE token = ?5
        """)
      insertDead = try connection.prepare(
        """
        INSERT INTO dead_letters (died_at, status, reason, \(DeliveryRow.columns))
        VALUES (?, ?, ?, \(DeliveryRow.placeholders))
        """)
      mark = try connection.prepare(
        """
        INSERT INTO cron_marks (source, fired_until) VALUES (?, ?)
        ON CONFLICT (source) DO UPDATE SET fired_until = excluded.fired_until
        """)
      self.connection = connection
    } catch let error as StoreError {
      throw error
    } catch let error as SQLiteError {
      throw StoreError(error, path: file)
    } catch {
      throw .unavailable(reason: "\(error)")
    }
    self.path = file
  }

  // MARK: A transaction

  mutating func beginTransaction() throws(SQLiteError) { try begin.run() }

  mutating func commitTransaction() throws(SQLiteError) { try commit.run() }

  /// Undoes what the transaction did, unless SQLite has done so by itself.
  func rollBack() {
    // Nothing is lost where this fails: the next BEGIN fails then, and says so.
    if connection.isInTransaction { try? connection.execute("ROLLBACK") }
  }

  mutating func insert(_ delivery: borrowing NewDelivery, token: Int64) throws(SQLiteError) {
    try insert.bind(token, at: 1)
    try DeliveryRow.bind(delivery, to: &insert, from: 2)
    try insert.run()
  }

  mutating func delete(token: Int64) throws(SQLiteError) {
    try delete.bind(token, at: 1)
    try delete.run()
  }

  mutating func retry(token: Int64, attempts: Int, at due: WallTime) throws(SQLiteError) {
    try update.bind(Int64(attempts), at: 1)
    try update.bind(due.millisecondsRoundedUp, at: 2)
    try update.bind(token, at: 3)
    try update.run()
  }

  /// Moves a delivery to the dead letters.
  mutating func bury(
    token: Int64, attempts: Int, status: Int?, reason: String, now: WallTime
  ) throws(SQLiteError) {
    try bury.bind(now.millisecondsSinceEpoch, at: 1)
    try bury.bind(status.map { Int64($0) }, at: 2)
    try bury.bind(reason, at: 3)
    try bury.bind(Int64(attempts), at: 4)
    try bury.bind(token, at: 5)
    try bury.run()
    try delete(token: token)
  }

  mutating func insertDead(_ letter: NewDeadLetter, now: WallTime) throws(SQLiteError) {
    try insertDead.bind(now.millisecondsSinceEpoch, at: 1)
    try insertDead.bind(letter.status.map { Int64($0) }, at: 2)
    try insertDead.bind(letter.reason, at: 3)
    try DeliveryRow.bind(letter.delivery, to: &insertDead, from: 4)
    try insertDead.run()
  }

  mutating func recordCronMark(_ instant: WallTime, of source: SourceName) throws(SQLiteError) {
    try mark.bind(source.text, at: 1)
    try mark.bind(instant.millisecondsSinceEpoch, at: 2)
    try mark.run()
  }

  // MARK: Upkeep

  /// Gives some free pages back to the system; says whether there are more to give.
  ///
  /// A thousand pages (4 MiB) stay, so that a queue that breathes does not move the file's end.
  func shrink() throws(SQLiteError) -> Bool {
    guard let free = try connection.integer("PRAGMA freelist_count"), free > 1_000 else {
      return false
    }
    try connection.execute("PRAGMA incremental_vacuum(\(min(256, free - 1_000)))")
    return free > 1_256
  }

  /// Moves what is in the log to the file proper and empties the log.
  func checkpoint() throws(SQLiteError) {
    try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
  }
}
