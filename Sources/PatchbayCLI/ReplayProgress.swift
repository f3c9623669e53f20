import AdminAPI
import Instants
import JSONSyntax
import Storage

/// How far a replay has come: what the parts of it have told, put together.
struct ReplayProgress {
  private(set) var report = OperatorReport()
  private(set) var parts = 0
  /// Where the part that follows begins; nil where there is none.
  private(set) var cursor: String?
  private(set) var nextDueAt: WallTime?

  /// - Parameter cursor: where the first part begins; nil for the oldest event.
  init(cursor: String?) { self.cursor = cursor }

  /// What the part that follows asks for besides what all do.
  func members(limit: Int) -> [JSONMember] {
    var members = [JSONMember("limit", .integer(Int64(limit)))]
    if let cursor { members.append(JSONMember("cursor", .string(cursor))) }
    if let nextDueAt { members.append(JSONMember("dueAt", .string(nextDueAt.rfc3339))) }
    return members
  }

  mutating func add(_ part: JSONValue) {
    parts += 1
    report.matched += Int(part["matched"]?.integer ?? 0)
    report.done += Int(part["replayed"]?.integer ?? 0)
    for left in part["left"]?.array ?? [] {
      report.leave(
        (left["ids"]?.array ?? []).compactMap(\.string), count: Int(left["count"]?.integer ?? 0),
        because: left["reason"]?.string ?? "")
    }
    cursor = part["cursor"]?.string
    nextDueAt = part["nextDueAt"]?.string.flatMap { WallTime(rfc3339: $0) }
  }

  /// As one part tells it.
  func json(isRehearsal: Bool) -> JSONValue {
    .object(
      (report.json("replayed", isRehearsal: isRehearsal).object ?? []) + [
        JSONMember("cursor", cursor.map { .string($0) } ?? .null)
      ])
  }
}
