import Deliveries
import Instants
import SQLite

extension StoreQueries {
  /// What is known of a call, as of one moment.
  enum Call {
    case underWay(token: Int64, attempts: Int, dueAt: WallTime)
    case ended(StoredResult)
  }

  /// Looks for a delivery whose result may be asked for: one that came without a source, or that
  /// `NewDelivery.isAsked` says so of.
  ///
  /// - Parameter now: results whose time is over by then are none any more.
  func call(_ id: String, now: WallTime) throws(SQLiteError) -> Call? {
    try connection.execute("BEGIN")
    // A transaction that has only read gives up a lock: nothing can be lost in it.
    defer { try? connection.execute("COMMIT") }
    if let result = try result(id, now: now) { return .ended(result) }
    var rows = try connection.prepare(
      """
      SELECT token, attempts, due_at FROM asked JOIN deliveries USING (token) WHERE asked.id = ?
      """)
    try rows.bind(id, at: 1)
    guard try rows.step() else { return nil }
    return .underWay(
      token: rows.integer(at: 0) ?? 0, attempts: Int(rows.integer(at: 1) ?? 0),
      dueAt: WallTime(millisecondsSinceEpoch: rows.integer(at: 2) ?? 0))
  }

  private func result(_ id: String, now: WallTime) throws(SQLiteError) -> StoredResult? {
    var rows = try connection.prepare(
      """
      SELECT function, version, outcome, status, reason, attempts, duration, body_bytes, head,
        body, (SELECT redriven_as FROM dead_letters WHERE dead_letters.id = results.id)
      FROM results WHERE id = ? AND until > ?
      """)
    try rows.bind(id, at: 1)
    try rows.bind(now.millisecondsSinceEpoch, at: 2)
    guard try rows.step() else { return nil }
    return StoredResult(
      version: DeliveryRow.version(rows, from: 0),
      result: DeliveryResult(
        rows.text(at: 2).flatMap { DeliveryOutcome(rawValue: $0) } ?? .failure,
        status: rows.integer(at: 3).map { Int($0) }, reason: rows.text(at: 4),
        attempts: Int(rows.integer(at: 5) ?? 0),
        duration: .nanoseconds(rows.integer(at: 6) ?? 0), headerLines: rows.bytes(at: 8) ?? [],
        body: rows.bytes(at: 9), bodyBytes: Int(rows.integer(at: 7) ?? 0)),
      redrivenAs: rows.text(at: 10))
  }
}
