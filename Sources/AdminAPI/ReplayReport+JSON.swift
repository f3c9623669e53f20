import Instants
import JSONSyntax
import Storage

extension ReplayReport {
  /// As of a redrive, with `cursor`, null after the last part, and `nextDueAt`.
  func json(isRehearsal: Bool) -> JSONValue {
    let cursor = next.map { HistoryCursor(after: $0, through: through).text }
    return .object(
      (tally.json("replayed", isRehearsal: isRehearsal).object ?? []) + [
        JSONMember("cursor", cursor.map { .string($0) } ?? .null),
        JSONMember("nextDueAt", .string(nextDueAt.rfc3339)),
      ])
  }
}
