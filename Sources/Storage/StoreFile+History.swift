import Deliveries
import Instants
import Routing
import SQLite

extension StoreFile {
  /// Bytes of all events, as they are counted against the history's limit.
  func historyBytes() throws(SQLiteError) -> Int {
    Int(try connection.integer("SELECT sum(bytes) FROM history") ?? 0)
  }

  /// - Parameter replaces: whether an event that is there already goes where its data are others,
  ///   so that it is there as it came last.
  /// - Returns: by how many bytes the history has grown.
  mutating func keep(_ event: PastEvent, replaces: Bool) throws(SQLiteError) -> Int {
    if try insert(event) { return event.bytes }
    guard replaces else { return 0 }
    try statements.history.remove.bind(event.key, at: 1)
    try statements.history.remove.bind(event.source?.text ?? "", at: 2)
    try statements.history.remove.bind(event.type, at: 3)
    try statements.history.remove.bind(event.data, at: 4)
    let hasGone = try statements.history.remove.step()
    let gone = hasGone ? statements.history.remove.integer(at: 0) : 0
    statements.history.remove.reset()
    guard hasGone else { return 0 }
    _ = try insert(event)
    return event.bytes - Int(gone ?? 0)
  }

  /// Notes that the delivery of an event to an association is on its way once more.
  mutating func noteReplay(
    to association: AssociationName, ofEvent key: Int64, at time: WallTime
  ) throws(SQLiteError) {
    try statements.history.replay.bind(time.millisecondsSinceEpoch, at: 1)
    try statements.history.replay.bind(key, at: 2)
    try statements.history.replay.bind(association.text, at: 3)
    try statements.history.replay.run()
  }

  private mutating func insert(_ event: PastEvent) throws(SQLiteError) -> Bool {
    try statements.history.insert.bind(event.takenAt.millisecondsSinceEpoch, at: 1)
    try statements.history.insert.bind(event.key, at: 2)
    try statements.history.insert.bind(Int64(event.bytes), at: 3)
    try statements.history.insert.bind(event.source?.text ?? "", at: 4)
    try statements.history.insert.bind(event.type, at: 5)
    try statements.history.insert.bind(event.id, at: 6)
    try statements.history.insert.bind(event.shard, at: 7)
    try statements.history.insert.bind(event.isWhole ? 1 : 0, at: 8)
    try statements.history.insert.bind(text: event.head.span, at: 9)
    try statements.history.insert.bind(event.request, at: 10)
    try statements.history.insert.bind(event.data, at: 11)
    defer { statements.history.insert.reset() }
    return try statements.history.insert.step()
  }

  /// Passes over the end of an event that is not in the history.
  mutating func keep(_ end: PastEnd, ofEvent key: Int64) throws(SQLiteError) {
    try statements.history.end.bind(key, at: 1)
    try statements.history.end.bind(end.association.text, at: 2)
    try statements.history.end.bind(end.version.function.text, at: 3)
    switch end.version.number {
    case .latest: try statements.history.end.bindNull(at: 4)
    case .number(let number): try statements.history.end.bind(Int64(number), at: 4)
    }
    try statements.history.end.bind(end.outcome.rawValue, at: 5)
    try statements.history.end.bind(end.endedAt.millisecondsSinceEpoch, at: 6)
    try statements.history.end.run()
  }

  /// Deletes the oldest events as far as they are too old or too many, with their ends.
  ///
  /// - Parameters:
  ///   - excess: bytes that are too many.
  ///   - limit: events at most.
  /// - Returns: what has gone; fewer events than the limit where nothing more has to go.
  func pruneHistory(
    takenBefore oldest: WallTime, excess: Int, limit: Int
  ) throws(SQLiteError) -> (rows: Int, bytes: Int) {
    var gone: [(position: Int64, key: Int64)] = []
    var bytes = 0
    var candidates = try connection.prepare(
      "SELECT position, key, taken_at, bytes FROM history ORDER BY taken_at LIMIT \(limit)")
    while try candidates.step() {
      let isOld = candidates.integer(at: 2) ?? 0 < oldest.millisecondsSinceEpoch
      guard isOld || bytes < excess else { break }
      gone.append((candidates.integer(at: 0) ?? 0, candidates.integer(at: 1) ?? 0))
      bytes += Int(candidates.integer(at: 3) ?? 0)
    }
    candidates.reset()
    for (position, key) in gone {
      try connection.execute(
        """
        DELETE FROM history WHERE position = \(position);
        DELETE FROM history_ends
          WHERE key = \(key) AND NOT EXISTS (SELECT 1 FROM history WHERE key = \(key));
        """)
    }
    return (gone.count, bytes)
  }

  /// The same in a transaction of its own, which does not wait for the disk.
  mutating func pruneHistoryAtRest(
    takenBefore oldest: WallTime, excess: Int, limit: Int
  ) throws(SQLiteError) -> (rows: Int, bytes: Int) {
    try beginTransaction(waitsForDisk: false)
    do {
      let gone = try pruneHistory(takenBefore: oldest, excess: excess, limit: limit)
      try commitTransaction()
      return gone
    } catch {
      rollBack()
      throw error
    }
  }
}
