import Instants
import Routing
import SQLite

extension DeadLetterQuery {
  /// A query of `columns` for the letters that are meant, in the order of dying.
  func statement(
    _ columns: String, on connection: borrowing Connection, limit: Int, after: Int64
  ) throws(SQLiteError) -> Statement {
    var terms = ["position > ?"]
    var values: [QueryValue] = [.integer(after)]
    if let through { add("position <= ?", .integer(through), &terms, &values) }
    if let function { add("function = ?", .text(function.text), &terms, &values) }
    if let association { add("association = ?", .text(association.text), &terms, &values) }
    if let since { add("died_at >= ?", .integer(since.millisecondsSinceEpoch), &terms, &values) }
    if let until { add("died_at < ?", .integer(until.millisecondsSinceEpoch), &terms, &values) }
    for word in words {
      add("instr(lower(reason), lower(?)) > 0", .text(word), &terms, &values)
    }
    if let ids {
      terms.append("id IN (\(ids.map { _ in "?" }.joined(separator: ", ")))")
      values += ids.map { .text($0) }
    }
    values.append(.integer(Int64(limit)))
    var statement = try connection.prepare(
      """
      SELECT \(columns) FROM dead_letters WHERE \(terms.joined(separator: " AND "))
      ORDER BY position LIMIT ?
      """)
    try statement.bind(values)
    return statement
  }

  private func add(
    _ term: String, _ value: QueryValue, _ terms: inout [String], _ values: inout [QueryValue]
  ) {
    terms.append(term)
    values.append(value)
  }
}
