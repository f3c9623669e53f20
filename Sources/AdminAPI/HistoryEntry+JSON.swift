import CloudEvents
import Deliveries
import Instants
import JSONSyntax
import Routing
import Storage

extension HistoryEntry {
  /// The event without its data, and how its deliveries ended.
  var json: JSONValue {
    [
      "id": .string(event.id),
      "source": event.source.map { .string($0.text) } ?? .null,
      "type": .string(event.type),
      "takenAt": .string(event.takenAt.rfc3339),
      "whole": .bool(event.isWhole),
      "ends": .array(ends.map(\.json)),
      "attributes": .object(CloudEvent(kept: event.head)?.attributes ?? []),
    ]
  }
}

extension PastEnd {
  fileprivate var json: JSONValue {
    [
      "association": .string(association.text), "function": .string(version.description),
      "outcome": .string(outcome.rawValue), "at": .string(endedAt.rfc3339),
      "replayedAt": replayedAt.map { .string($0.rfc3339) } ?? .null,
    ]
  }
}
