import Instants
import Routing
import SQLite

/// The store's file as its one writer sees it: the folder's lock, a connection and its statements.
struct StoreFile: ~Copyable {
  let path: String
  let connection: Connection
  var statements: StoreStatements
  private let folder: DatabaseFolder
  /// Whether commits wait for the disk; the schema's settings say so at first.
  private var waitsForDisk = true
  /// Whether there may be deliveries that can be asked for by their ids: where there never were,
  /// nothing is done for them.
  var mayAsk: Bool

  /// Takes the folder and opens the file in it, creating what is missing.
  init(folder path: String, options: SQLiteStore.Options) throws(StoreError) {
    let folder = try StoreFile.take(path)
    let file = try StoreFile.name(in: folder)
    let connection = try StoreFile.connect(file, lockTimeout: options.lockTimeout)
    try StoreSchema.prepare(connection, path: file)
    let statements: StoreStatements
    let mayAsk: Bool
    do {
      if let pages = options.filePages {
        try connection.execute("PRAGMA max_page_count = \(pages)")
      }
      mayAsk = try connection.integer("SELECT EXISTS (SELECT 1 FROM asked)") == 1
      statements = try StoreStatements(connection)
    } catch {
      throw StoreError(error, path: file)
    }
    self.path = file
    self.folder = folder
    self.connection = connection
    self.statements = statements
    self.mayAsk = mayAsk
  }

  static func take(_ path: String) throws(StoreError) -> DatabaseFolder {
    do {
      return try DatabaseFolder(path: path)
    } catch {
      throw error.kind == .busy ? .inUse(path: path) : StoreError(error, path: path)
    }
  }

  private static func name(in folder: borrowing DatabaseFolder) throws(StoreError) -> String {
    do {
      return try folder.file("patchbay.db")
    } catch {
      throw StoreError(error, path: folder.path)
    }
  }

  private static func connect(
    _ path: String, lockTimeout: Duration
  ) throws(StoreError) -> Connection {
    do {
      return try Connection(
        path: path, mode: .readWrite,
        busyTimeoutMilliseconds: Int32(clamping: lockTimeout.wholeMilliseconds))
    } catch {
      throw StoreError(error, path: path)
    }
  }

  // MARK: A transaction

  /// - Parameter waitsForDisk: false lets a loss of power undo the transaction, though not the end
  ///   of this process; the next one that waits makes it durable too.
  mutating func beginTransaction(waitsForDisk: Bool) throws(SQLiteError) {
    try setWaitsForDisk(waitsForDisk)
    try statements.begin.run()
  }

  private mutating func setWaitsForDisk(_ new: Bool) throws(SQLiteError) {
    guard new != waitsForDisk else { return }
    try connection.execute("PRAGMA synchronous = \(new ? "FULL" : "NORMAL")")
    waitsForDisk = new
  }

  mutating func commitTransaction() throws(SQLiteError) { try statements.commit.run() }

  /// Undoes what the transaction did, unless SQLite has done so by itself.
  func rollBack() {
    // Nothing is lost where this fails: the next BEGIN fails then, and says so.
    if connection.isInTransaction { try? connection.execute("ROLLBACK") }
  }

  mutating func insert(_ delivery: borrowing NewDelivery, token: Int64) throws(SQLiteError) {
    if let place = delivery.place {
      try insert(delivery, at: place, token: token)
    } else {
      try statements.insert.bind(token, at: 1)
      try DeliveryRow.bind(delivery, to: &statements.insert, from: 2)
      try statements.insert.run()
    }
    if delivery.isAsked || delivery.association == nil { try ask(delivery.id, token: token) }
  }

  private mutating func insert(
    _ delivery: borrowing NewDelivery, at place: LinePlace, token: Int64
  ) throws(SQLiteError) {
    try statements.insertInLine.bind(token, at: 1)
    try DeliveryRow.bind(delivery, to: &statements.insertInLine, from: 2)
    try DeliveryRow.bind(place, to: &statements.insertInLine, from: 2 + DeliveryRow.columnCount)
    try statements.insertInLine.run()
  }

  /// Deletes deliveries: those that came one after the other at once, for they mostly end so.
  mutating func delete(_ tokens: some Collection<Int64>) throws(SQLiteError) {
    var run: ClosedRange<Int64>?
    for token in tokens.sorted() {
      if let open = run, token == open.upperBound + 1 {
        run = open.lowerBound...token
      } else {
        if let run { try deleteRun(run) }
        run = token...token
      }
    }
    if let run { try deleteRun(run) }
  }

  private mutating func deleteRun(_ tokens: ClosedRange<Int64>) throws(SQLiteError) {
    try statements.delete.bind(tokens.lowerBound, at: 1)
    try statements.delete.bind(tokens.upperBound, at: 2)
    try statements.delete.run()
    try forget(tokens)
  }

  /// Deletes a delivery that came without a source.
  ///
  /// - Returns: what was there; nil where there is no such delivery.
  mutating func cancel(
    _ id: String
  ) throws(SQLiteError) -> (token: Int64, delivery: CancelledDelivery)? {
    try statements.cancel.bind(id, at: 1)
    defer { statements.cancel.reset() }
    guard try statements.cancel.step() else { return nil }
    let token = statements.cancel.integer(at: 0) ?? 0
    try forget(token...token)
    return (
      token,
      CancelledDelivery(
        version: DeliveryRow.version(statements.cancel, from: 1),
        eventID: statements.cancel.text(at: 3) ?? "")
    )
  }

  mutating func retry(token: Int64, attempts: Int, at due: WallTime) throws(SQLiteError) {
    try statements.retry.bind(Int64(attempts), at: 1)
    try statements.retry.bind(due.millisecondsSinceEpoch, at: 2)
    try statements.retry.bind(token, at: 3)
    try statements.retry.run()
  }

  /// Moves a delivery to the dead letters.
  mutating func bury(
    token: Int64, attempts: Int, status: Int?, reason: String, holdsLine: Bool, now: WallTime
  ) throws(SQLiteError) {
    try statements.bury.bind(now.millisecondsSinceEpoch, at: 1)
    try statements.bury.bind(status.map { Int64($0) }, at: 2)
    try statements.bury.bind(reason, at: 3)
    try statements.bury.bind(Int64(attempts), at: 4)
    try statements.bury.bind(token, at: 5)
    try statements.bury.bind(holdsLine ? 1 : nil, at: 6)
    try statements.bury.run()
    try deleteRun(token...token)
  }

  mutating func insertDead(_ letter: NewDeadLetter, now: WallTime) throws(SQLiteError) {
    try statements.insertDead.bind(now.millisecondsSinceEpoch, at: 1)
    try statements.insertDead.bind(letter.status.map { Int64($0) }, at: 2)
    try statements.insertDead.bind(letter.reason, at: 3)
    try DeliveryRow.bind(letter.delivery, to: &statements.insertDead, from: 4)
    try DeliveryRow.bind(
      letter.delivery.place, to: &statements.insertDead, from: 4 + DeliveryRow.columnCount)
    try statements.insertDead.run()
  }

  /// The line that a dead letter holds; nil where it holds none.
  mutating func holder(position: Int64) throws(SQLiteError) -> LineHolder? {
    try statements.holder.bind(position, at: 1)
    defer { statements.holder.reset() }
    return try statements.holder.step() ? LineHolder(statements.holder) : nil
  }

  /// Marks a dead letter with the delivery that is made of it; it holds no line any more.
  ///
  /// - Returns: false where it has gone, or was redriven before and is not to be again.
  mutating func markRedriven(
    position: Int64, as delivery: String, isRepeated: Bool, now: WallTime
  ) throws(SQLiteError) -> Bool {
    try statements.markRedriven.bind(now.millisecondsSinceEpoch, at: 1)
    try statements.markRedriven.bind(delivery, at: 2)
    try statements.markRedriven.bind(position, at: 3)
    try statements.markRedriven.bind(isRepeated ? 1 : 0, at: 4)
    defer { statements.markRedriven.reset() }
    return try statements.markRedriven.step()
  }

  /// Deletes a dead letter.
  ///
  /// - Returns: whose it was, and the line that it held; nil where it has gone.
  mutating func purge(
    position: Int64
  ) throws(SQLiteError) -> (function: FunctionName, held: LineHolder?)? {
    try statements.purge.bind(position, at: 1)
    defer { statements.purge.reset() }
    guard try statements.purge.step() else { return nil }
    let function = FunctionName(unchecked: statements.purge.text(at: 0) ?? "")
    return (function, statements.purge.integer(at: 3) == 1 ? LineHolder(statements.purge) : nil)
  }

  /// Remembers the key of a delivery that is about to be stored, and forgets some whose time is over.
  ///
  /// - Returns: the id of the delivery that has it already; nil where it is new.
  mutating func remember(
    _ key: OnceKey, of delivery: NewDelivery, now: WallTime
  ) throws(SQLiteError) -> String? {
    try statements.once.forget.bind(now.millisecondsSinceEpoch, at: 1)
    try statements.once.forget.run()
    let association = delivery.association?.text ?? ""
    try statements.once.remember.bind(association, at: 1)
    try statements.once.remember.bind(key.text, at: 2)
    try statements.once.remember.bind(delivery.id, at: 3)
    try statements.once.remember.bind((now + key.window).millisecondsSinceEpoch, at: 4)
    try statements.once.remember.bind(now.millisecondsSinceEpoch, at: 5)
    let isNew = try statements.once.remember.step()
    statements.once.remember.reset()
    if isNew { return nil }
    try statements.once.recall.bind(association, at: 1)
    try statements.once.recall.bind(key.text, at: 2)
    defer { statements.once.recall.reset() }
    return try statements.once.recall.step() ? statements.once.recall.text(at: 0) : nil
  }

  mutating func recordCronMark(_ instant: WallTime, for source: SourceName) throws(SQLiteError) {
    try statements.mark.bind(source.text, at: 1)
    try statements.mark.bind(instant.millisecondsSinceEpoch, at: 2)
    try statements.mark.run()
  }

  /// - Parameter since: nil ends the pause.
  mutating func recordPause(_ target: PauseTarget, since: WallTime?) throws(SQLiteError) {
    var change = try connection.prepare(
      since == nil
        ? "DELETE FROM pauses WHERE kind = ? AND name = ?"
        : "INSERT OR REPLACE INTO pauses (kind, name, since) VALUES (?, ?, ?)")
    try change.bind(target.kind.rawValue, at: 1)
    try change.bind(target.name, at: 2)
    if let since { try change.bind(since.millisecondsSinceEpoch, at: 3) }
    try change.run()
  }

  mutating func recordSubscriptions(
    _ filters: [String], of client: String
  ) throws(SQLiteError) {
    var clear = try connection.prepare("DELETE FROM mqtt_subscriptions WHERE client = ?")
    try clear.bind(client, at: 1)
    try clear.run()
    var insert = try connection.prepare("INSERT OR IGNORE INTO mqtt_subscriptions VALUES (?, ?)")
    for filter in filters {
      try insert.bind(client, at: 1)
      try insert.bind(filter, at: 2)
      try insert.run()
    }
  }

  // MARK: Upkeep

  /// Gives some free pages back to the system; says whether there are more to give.
  ///
  /// A thousand pages (4 MiB) stay, so that a queue that breathes does not move the file's end.
  mutating func shrink() throws(SQLiteError) -> Bool {
    try setWaitsForDisk(false)
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
