import SQLite

/// The writer's statements, compiled once.
struct StoreStatements: ~Copyable {
  var begin: Statement
  var commit: Statement
  var insert: Statement
  var insertInLine: Statement
  var retry: Statement
  var delete: Statement
  var cancel: Statement
  var bury: Statement
  var insertDead: Statement
  var holder: Statement
  var markRedriven: Statement
  var purge: Statement
  var mark: Statement
  var once: OnceStatements
  var history: HistoryStatements
  var results: ResultStatements

  init(_ connection: borrowing Connection) throws(SQLiteError) {
    let begin = try connection.prepare("BEGIN IMMEDIATE")
    let commit = try connection.prepare("COMMIT")
    let insert = try connection.prepare(
      """
      INSERT INTO deliveries (token, \(DeliveryRow.columns))
      VALUES (?, \(DeliveryRow.placeholders))
      """)
    let insertInLine = try connection.prepare(StoreStatements.insertInLineText)
    let retry = try connection.prepare(
      "UPDATE deliveries SET attempts = ?, due_at = ? WHERE token = ?")
    let delete = try connection.prepare("DELETE FROM deliveries WHERE token BETWEEN ? AND ?")
    let cancel = try connection.prepare(
      """
      DELETE FROM deliveries
      WHERE token = (SELECT token FROM asked WHERE id = ?) AND association IS NULL
      RETURNING token, function, version, event_id
      """)
    let bury = try connection.prepare(StoreStatements.buryText)
    let insertDead = try connection.prepare(StoreStatements.insertDeadText)
    let holder = try connection.prepare(
      "SELECT \(LineHolder.columns) FROM dead_letters WHERE position = ? AND holds")
    let markRedriven = try connection.prepare(
      """
      UPDATE dead_letters SET redriven_at = ?1, redriven_as = ?2, holds = NULL
      WHERE position = ?3 AND (redriven_at IS NULL OR ?4) RETURNING position
      """)
    let purge = try connection.prepare(
      "DELETE FROM dead_letters WHERE position = ? RETURNING \(LineHolder.columns), holds")
    let mark = try connection.prepare(
      """
      INSERT INTO cron_marks (source, fired_until) VALUES (?, ?)
      ON CONFLICT (source) DO UPDATE SET fired_until = excluded.fired_until
      """)
    let once = try OnceStatements(connection)
    let history = try HistoryStatements(connection)
    let results = try ResultStatements(connection)
    self.begin = begin
    self.commit = commit
    self.insert = insert
    self.insertInLine = insertInLine
    self.retry = retry
    self.delete = delete
    self.cancel = cancel
    self.bury = bury
    self.insertDead = insertDead
    self.holder = holder
    self.markRedriven = markRedriven
    self.purge = purge
    self.mark = mark
    self.once = once
    self.history = history
    self.results = results
  }

  /// For a delivery that goes one after the other with others.
  private static let insertInLineText = """
    INSERT INTO deliveries (token, \(DeliveryRow.columns), \(DeliveryRow.placeColumns))
    VALUES (?, \(DeliveryRow.placeholders), ?, ?)
    """

  /// Copies a delivery to the dead letters; whoever comes from there takes the delivery's place.
  private static let buryText = """
    INSERT INTO dead_letters
      (died_at, status, reason, \(DeliveryRow.columns), \(DeliveryRow.placeColumns), holds)
    SELECT ?1, ?2, ?3, function, version, due_at, accepted_at, ?4, id, event_id, association,
      shard, head, request, data, line, iif(line IS NULL, NULL, coalesce(place, token)),
      iif(line IS NULL, NULL, ?6)
    FROM deliveries WHERE token = ?5
    """

  /// For one that was never queued.
  private static let insertDeadText = """
    INSERT INTO dead_letters
      (died_at, status, reason, \(DeliveryRow.columns), \(DeliveryRow.placeColumns))
    VALUES (?, ?, ?, \(DeliveryRow.placeholders), ?, ?)
    """
}
