import SQLite

/// The writer's statements about what is stored once.
struct OnceStatements: ~Copyable {
  var remember: Statement
  var recall: Statement
  var forget: Statement

  init(_ connection: borrowing Connection) throws(SQLiteError) {
    let remember = try connection.prepare(
      """
      INSERT INTO recent (association, key, delivery, until) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (association, key) DO UPDATE SET delivery = excluded.delivery,
        until = excluded.until WHERE until <= ?5
      RETURNING 1
      """)
    let recall = try connection.prepare(
      "SELECT delivery FROM recent WHERE association = ? AND key = ?")
    // Two for one that comes: what is over goes sooner than others come.
    let forget = try connection.prepare(
      """
      DELETE FROM recent WHERE (association, key) IN
        (SELECT association, key FROM recent WHERE until <= ? ORDER BY until LIMIT 2)
      """)
    self.remember = remember
    self.recall = recall
    self.forget = forget
  }
}
