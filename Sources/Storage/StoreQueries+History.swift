import Deliveries
import Instants
import Routing
import SQLite

extension StoreQueries {
  /// Events that are looked at in one stretch.
  private static var stretch: Int { 2_048 }

  /// Looks through a stretch of the history.
  ///
  /// - Parameters:
  ///   - limit: of events.
  ///   - bytesLimit: of their payloads; at least one event is read.
  func historyPage(
    _ query: HistoryQuery, limit: Int, bytesLimit: Int, after: HistoryPlace?, withData: Bool
  ) throws(SQLiteError) -> HistoryPage {
    var page = HistoryPage()
    var rows = try query.statement(on: connection, after: after, limit: Self.stretch)
    var event = try connection.prepare(Self.eventText(withData: withData))
    var ends = try connection.prepare(Self.endsText)
    var seen = 0
    var bytes = 0
    while page.entries.count < limit, bytes < bytesLimit, try rows.step() {
      seen += 1
      let place = HistoryPlace(
        takenAtMilliseconds: rows.integer(at: 1) ?? 0, position: rows.integer(at: 0) ?? 0)
      page.next = place
      guard rows.integer(at: 2) == 1 else { continue }
      try event.bind(place.position, at: 1)
      // It may have been pruned since.
      if try event.step() {
        let found = Self.event(event, takenAt: place.takenAtMilliseconds)
        bytes += found.bytes
        page.entries.append(
          HistoryEntry(place: place, event: found, ends: try Self.ends(of: found.key, &ends)))
      }
      event.reset()
    }
    let isCut = page.entries.count == limit || bytes >= bytesLimit || seen == Self.stretch
    if !isCut { page.next = nil }
    return page
  }

  func lastInHistory() throws(SQLiteError) -> Int64? {
    try connection.integer("SELECT max(position) FROM history")
  }

  private static func eventText(withData: Bool) -> String {
    """
    SELECT key, id, type, source, shard, is_whole, head\(withData ? ", request, data" : ", NULL, NULL")
    FROM history WHERE position = ?
    """
  }

  private static var endsText: String {
    """
    SELECT association, function, version, outcome, ended_at, replayed_at FROM history_ends
    WHERE key = ? ORDER BY association
    """
  }

  private static func event(_ row: borrowing Statement, takenAt: Int64) -> PastEvent {
    let source = row.text(at: 3) ?? ""
    return PastEvent(
      key: row.integer(at: 0) ?? 0, id: row.text(at: 1) ?? "", type: row.text(at: 2) ?? "",
      source: source.isEmpty ? nil : SourceName(unchecked: source),
      takenAt: WallTime(millisecondsSinceEpoch: takenAt), shard: row.text(at: 4),
      head: row.bytes(at: 6) ?? [], request: row.bytes(at: 7), data: row.bytes(at: 8),
      isWhole: row.integer(at: 5) == 1)
  }

  private static func ends(
    of key: Int64, _ query: inout Statement
  ) throws(SQLiteError) -> [PastEnd] {
    try query.bind(key, at: 1)
    defer { query.reset() }
    var ends: [PastEnd] = []
    while try query.step() {
      guard let outcome = DeliveryOutcome(rawValue: query.text(at: 3) ?? "") else { continue }
      ends.append(
        PastEnd(
          association: AssociationName(unchecked: query.text(at: 0) ?? ""),
          version: DeliveryRow.version(query, from: 1), outcome: outcome,
          endedAt: WallTime(millisecondsSinceEpoch: query.integer(at: 4) ?? 0),
          replayedAt: query.integer(at: 5).map { WallTime(millisecondsSinceEpoch: $0) }))
    }
    return ends
  }
}
