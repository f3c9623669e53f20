import Instants
import Routing
import SQLite

extension StoreFile {
  /// Reads into the tracker what stands in the file; returns the first token that is free.
  ///
  /// Only the front columns of each row are read, in one pass: a million rows take about a second.
  func load(into tracker: QueueTracker, now: WallTime) throws(SQLiteError) -> Int64 {
    var nextToken: Int64 = 1
    var queue = FunctionName(unchecked: "")
    var rows = try connection.prepare(
      """
      SELECT token, function, due_at, accepted_at, line, place,
        iif(line IS NULL, NULL, association) FROM deliveries ORDER BY token
      """)
    while try rows.step() {
      let token = rows.integer(at: 0) ?? 0
      if !rows.span(at: 1).isEqual(to: queue.text) {
        queue = FunctionName(unchecked: rows.text(at: 1) ?? "")
      }
      nextToken = token + 1
      let (due, accepted) = (rows.integer(at: 2) ?? 0, rows.integer(at: 3) ?? 0)
      if let association = rows.text(at: 6), let place = DeliveryRow.place(rows, from: 4) {
        tracker.load(
          waiting: place, of: AssociationName(unchecked: association), queue: queue, token: token,
          dueAtMilliseconds: due, acceptedAtMilliseconds: accepted,
          nowMilliseconds: now.millisecondsSinceEpoch)
      } else {
        tracker.load(
          queue: queue, token: token, dueAtMilliseconds: due, acceptedAtMilliseconds: accepted,
          nowMilliseconds: now.millisecondsSinceEpoch)
      }
    }
    var dead = try connection.prepare(
      "SELECT function, count(*), max(place) FROM dead_letters GROUP BY 1")
    while try dead.step() {
      tracker.load(
        queue: FunctionName(unchecked: dead.text(at: 0) ?? ""),
        deadCount: Int(dead.integer(at: 1) ?? 0))
      // What comes back from there takes its place before all that is new.
      nextToken = max(nextToken, (dead.integer(at: 2) ?? 0) + 1)
    }
    var holders = try connection.prepare(
      "SELECT \(LineHolder.columns) FROM dead_letters WHERE holds")
    while try holders.step() {
      if let holder = LineHolder(holders) { tracker.load(holder: holder) }
    }
    tracker.loadedLines()
    return nextToken
  }

  func cronMarks() throws(SQLiteError) -> [SourceName: WallTime] {
    var marks: [SourceName: WallTime] = [:]
    var rows = try connection.prepare("SELECT source, fired_until FROM cron_marks")
    while try rows.step() {
      let source = SourceName(unchecked: rows.text(at: 0) ?? "")
      marks[source] = WallTime(millisecondsSinceEpoch: rows.integer(at: 1) ?? 0)
    }
    return marks
  }

  func pauses() throws(SQLiteError) -> [PauseTarget: WallTime] {
    var pauses: [PauseTarget: WallTime] = [:]
    var rows = try connection.prepare("SELECT kind, name, since FROM pauses")
    while try rows.step() {
      guard let kind = PauseTarget.Kind(rawValue: rows.text(at: 0) ?? ""),
        let target = PauseTarget(kind, rows.text(at: 1) ?? "")
      else { continue }
      pauses[target] = WallTime(millisecondsSinceEpoch: rows.integer(at: 2) ?? 0)
    }
    return pauses
  }

  func subscriptions() throws(SQLiteError) -> [String: [String]] {
    var subscriptions: [String: [String]] = [:]
    var rows = try connection.prepare("SELECT client, filter FROM mqtt_subscriptions")
    while try rows.step() {
      subscriptions[rows.text(at: 0) ?? "", default: []].append(rows.text(at: 1) ?? "")
    }
    return subscriptions
  }
}

extension Span<UInt8> {
  fileprivate func isEqual(to text: String) -> Bool {
    let other = text.utf8
    guard count == other.count else { return false }
    var index = 0
    for byte in other {
      guard self[index] == byte else { return false }
      index += 1
    }
    return true
  }
}
