import SQLite

/// The writer's statements about the results of deliveries.
struct ResultStatements: ~Copyable {
  var ask: Statement
  var forget: Statement
  var keep: Statement
  var keepOfCall: Statement
  var find: Statement
  var pruneOld: Statement
  var oldest: Statement
  var prune: Statement

  init(_ connection: borrowing Connection) throws(SQLiteError) {
    let ask = try connection.prepare("INSERT OR REPLACE INTO asked (token, id) VALUES (?, ?)")
    let forget = try connection.prepare("DELETE FROM asked WHERE token BETWEEN ? AND ?")
    let keep = try connection.prepare(
      ResultStatements.keepText(
        where: "token = ?1 AND EXISTS (SELECT 1 FROM asked WHERE token = ?1)"))
    let keepOfCall = try connection.prepare(
      ResultStatements.keepText(
        where: "token = (SELECT token FROM asked WHERE id = ?1) AND association IS NULL"))
    let find = try connection.prepare("SELECT 1 FROM deliveries WHERE token = ?")
    let pruneOld = try connection.prepare(
      """
      DELETE FROM results WHERE position IN
        (SELECT position FROM results WHERE until <= ? ORDER BY until LIMIT ?) RETURNING bytes
      """)
    let oldest = try connection.prepare(
      "SELECT position, bytes FROM results ORDER BY position LIMIT ?")
    let prune = try connection.prepare("DELETE FROM results WHERE position <= ?")
    self.ask = ask
    self.forget = forget
    self.keep = keep
    self.keepOfCall = keepOfCall
    self.find = find
    self.pruneOld = pruneOld
    self.oldest = oldest
    self.prune = prune
  }

  /// Keeps a result for a delivery that is there still: one that was cancelled leaves no other.
  private static func keepText(where condition: String) -> String {
    """
    INSERT OR REPLACE INTO results (id, until, bytes, function, version, outcome, status, reason,
      attempts, duration, body_bytes, head, body)
    SELECT id, ?2, ?3, function, version, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
    FROM deliveries WHERE \(condition) RETURNING 1
    """
  }
}
