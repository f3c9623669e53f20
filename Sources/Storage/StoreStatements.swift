import SQLite

/// The writer's statements, compiled once.
struct StoreStatements: ~Copyable {
  var begin: Statement
  var commit: Statement
  var insert: Statement
  var retry: Statement
  var delete: Statement
  var cancel: Statement
  var bury: Statement
  var insertDead: Statement
  var markRedriven: Statement
  var purge: Statement
  var mark: Statement
  var once: OnceStatements

  init(_ connection: borrowing Connection) throws(SQLiteError) {
    let begin = try connection.prepare("BEGIN IMMEDIATE")
    let commit = try connection.prepare("COMMIT")
    let insert = try connection.prepare(
      """
      INSERT INTO deliveries (token, \(DeliveryRow.columns))
      VALUES (?, \(DeliveryRow.placeholders))
      """)
    let retry = try connection.prepare(
      "UPDATE deliveries SET attempts = ?, due_at = ? WHERE token = ?")
    let delete = try connection.prepare("DELETE FROM deliveries WHERE token = ?")
    let cancel = try connection.prepare(
      """
      DELETE FROM deliveries WHERE id = ? AND association IS NULL
      RETURNING token, function, version
      """)
    let bury = try connection.prepare(
      """
      INSERT INTO dead_letters (died_at, status, reason, \(DeliveryRow.columns))
      SELECT ?1, ?2, ?3, function, version, due_at, accepted_at, ?4, id, event_id, association,
        shard, head, request, data
      FROM deliveries WHERE token = ?5
      """)
    let insertDead = try connection.prepare(
      """
      INSERT INTO dead_letters (died_at, status, reason, \(DeliveryRow.columns))
      VALUES (?, ?, ?, \(DeliveryRow.placeholders))
      """)
    let markRedriven = try connection.prepare(
      """
      UPDATE dead_letters SET redriven_at = ?1, redriven_as = ?2
      WHERE position = ?3 AND (redriven_at IS NULL OR ?4) RETURNING position
      """)
    let purge = try connection.prepare(
      "DELETE FROM dead_letters WHERE position = ? RETURNING function")
    let mark = try connection.prepare(
      """
      INSERT INTO cron_marks (source, fired_until) VALUES (?, ?)
      ON CONFLICT (source) DO UPDATE SET fired_until = excluded.fired_until
      """)
    let once = try OnceStatements(connection)
    self.begin = begin
    self.commit = commit
    self.insert = insert
    self.retry = retry
    self.delete = delete
    self.cancel = cancel
    self.bury = bury
    self.insertDead = insertDead
    self.markRedriven = markRedriven
    self.purge = purge
    self.mark = mark
    self.once = once
  }
}
