import SQLite

/// The writer's statements about the history.
struct HistoryStatements: ~Copyable {
  var insert: Statement
  var remove: Statement
  var end: Statement
  var replay: Statement

  init(_ connection: borrowing Connection) throws(SQLiteError) {
    let insert = try connection.prepare(
      """
      INSERT INTO history
        (taken_at, key, bytes, source, type, id, shard, is_whole, head, request, data)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (key, source) DO NOTHING RETURNING position
      """)
    // One that came again as it was stays where it is.
    let remove = try connection.prepare(
      """
      DELETE FROM history WHERE key = ? AND source = ? AND NOT (type = ? AND data IS ?)
      RETURNING bytes
      """)
    // The version first chosen stays.
    let end = try connection.prepare(
      """
      INSERT INTO history_ends (key, association, function, version, outcome, ended_at)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM history WHERE key = ?1)
      ON CONFLICT (key, association)
        DO UPDATE SET outcome = excluded.outcome, ended_at = excluded.ended_at, replayed_at = NULL
      """)
    let replay = try connection.prepare(
      "UPDATE history_ends SET replayed_at = ? WHERE key = ? AND association = ?")
    self.insert = insert
    self.remove = remove
    self.end = end
    self.replay = replay
  }
}
