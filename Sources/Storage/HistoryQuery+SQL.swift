import Deliveries
import Instants
import Routing
import SQLite

extension HistoryQuery {
  /// A query for the places of events in the order in which they were taken in, and whether each is
  /// meant: also those that are not count, so that a stretch is bounded.
  func statement(
    on connection: borrowing Connection, after: HistoryPlace?, limit: Int
  ) throws(SQLiteError) -> Statement {
    var values: [QueryValue] = []
    func add(_ value: QueryValue) -> String {
      values.append(value)
      return "?\(values.count)"
    }
    var terms = ["1"]
    if let through { terms.append("position <= \(add(.integer(through)))") }
    if let source { terms.append("source = \(add(.text(source.text)))") }
    if let type { terms.append("type = \(add(.text(type)))") }
    if let ids {
      terms.append("id IN (\(ids.map { add(.text($0)) }.joined(separator: ", ")))")
    }
    if let outcomes {
      let words = outcomes.map { add(.text($0.rawValue)) }.joined(separator: ", ")
      let own = association.map { " AND association = \(add(.text($0.text)))" } ?? ""
      terms.append(
        """
        EXISTS (SELECT 1 FROM history_ends
          WHERE history_ends.key = history.key AND replayed_at IS NULL
            AND outcome IN (\(words))\(own))
        """)
    }
    var range = ["1"]
    if let after {
      let time = add(.integer(after.takenAtMilliseconds))
      let position = add(.integer(after.position))
      range.append("taken_at >= \(time) AND (taken_at > \(time) OR position > \(position))")
    }
    if let from { range.append("taken_at >= \(add(.integer(from.millisecondsSinceEpoch)))") }
    if let to { range.append("taken_at < \(add(.integer(to.millisecondsSinceEpoch)))") }
    var statement = try connection.prepare(
      """
      SELECT position, taken_at, \(terms.joined(separator: " AND ")) FROM history
      WHERE \(range.joined(separator: " AND ")) ORDER BY taken_at, position LIMIT \(limit)
      """)
    try statement.bind(values)
    return statement
  }
}
