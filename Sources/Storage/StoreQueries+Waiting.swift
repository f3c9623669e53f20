import Instants
import Routing
import SQLite

extension StoreQueries {
  /// Deliveries that are looked through at once: no transaction may last for long.
  private static var waitingRows: Int { 50_000 }

  /// Looks through a stretch of the deliveries that have not ended, from the oldest on.
  ///
  /// - Parameters:
  ///   - ids: of deliveries or of their events.
  ///   - ending: how the id of an event may end instead.
  ///   - token: those after it are looked at.
  func waitingPage(
    _ ids: [String], ending: String?, after token: Int64
  ) throws(SQLiteError) -> WaitingPage {
    var page = WaitingPage()
    page.next = try connection.integer(
      """
      SELECT max(token) FROM (
        SELECT token FROM deliveries WHERE token > \(token) ORDER BY token
        LIMIT \(Self.waitingRows))
      """)
    guard let last = page.next else { return page }
    let places = ids.map { _ in "?" }.joined(separator: ", ")
    var rows = try connection.prepare(
      """
      SELECT token, function, version, due_at, accepted_at, attempts, id, event_id, association,
        line IS NOT NULL
      FROM deliveries WHERE token BETWEEN \(token + 1) AND \(last)
        AND (event_id IN (\(places)) OR id IN (\(places))
          OR substr(event_id, -length(?)) = ?)
      """)
    // An ending that is absent is NULL, and nothing equals that.
    let wanted = ids + ids + [ending, ending]
    for (index, text) in wanted.enumerated() { try rows.bind(text, at: Int32(index) + 1) }
    while try rows.step() {
      page.found.append((rows.integer(at: 0) ?? 0, waitingDelivery(rows)))
    }
    return page
  }

  private func waitingDelivery(_ row: borrowing Statement) -> WaitingDelivery {
    WaitingDelivery(
      id: row.text(at: 6) ?? "", eventID: row.text(at: 7) ?? "",
      association: row.text(at: 8).map { AssociationName(unchecked: $0) },
      version: DeliveryRow.version(row, from: 1),
      acceptedAt: WallTime(millisecondsSinceEpoch: row.integer(at: 4) ?? 0),
      dueAt: WallTime(millisecondsSinceEpoch: row.integer(at: 3) ?? 0),
      attempts: Int(row.integer(at: 5) ?? 0), isOrdered: row.integer(at: 9) == 1)
  }
}
