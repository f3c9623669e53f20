import EventLoops
import HTTPSyntax
import Instants
import JSONSyntax
import Manifests
import Routing
import Storage

extension AdminHandler {
  /// `GET /v1/events/{id}`, or `?id=…` where a path can't have what is in the id: the story of an
  /// event, also asked for by one of its deliveries or by the place of its Kafka record.
  func event(_ id: String) async throws(StoreError) -> AdminAnswer {
    guard (1...LedgerKey.maxIDBytes).contains(id.utf8.count),
      id.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      return .problem(
        Problem(
          status: 400,
          detail: "an id has 1 to \(LedgerKey.maxIDBytes) bytes and no control characters"))
    }
    let ending = backend.idEnding(atPlace: id)
    let found = EventStory.records(try await backend.ledgerRecords(of: [id, ending ?? id]))
    let recorded = EventStory.event(meantBy: id, ending: ending, in: found)
    let waiting = try await backend.waitingDeliveries(
      of: [id] + (recorded.map { [$0] } ?? []), ending: recorded == nil ? ending : nil)
    if let event = recorded ?? waiting.first?.eventID {
      // A delivery's own records are not all that there is to tell of its event.
      let records =
        event == id
        ? found
        : EventStory.records(
          try await backend.ledgerRecords(of: [event]))
      let present = waiting.filter { $0.eventID == event }
      return .json(EventStory(of: event, records, waiting: present.map(describe)).json)
    }
    return .notFound("nothing is known of \(String(id.prefix(100)).escapingControls): \(reason)")
  }

  /// A delivery that has not ended, and why it has not.
  private func describe(_ delivery: WaitingDelivery) -> JSONValue {
    [
      "delivery": .string(delivery.id),
      "association": delivery.association.map { .string($0.text) } ?? .null,
      "function": .string(delivery.version.description),
      "acceptedAt": .string(delivery.acceptedAt.rfc3339),
      "due": .string(delivery.dueAt.rfc3339),
      "attempts": .integer(Int64(delivery.attempts)),
      "reasons": .array(reasons(delivery).map { .string($0) }),
    ]
  }

  /// Why a delivery has not ended, for people; one at least.
  private func reasons(_ delivery: WaitingDelivery) -> [String] {
    if delivery.isTaken {
      let gathers = backend.manifest.associations.contains {
        $0.rule.name == delivery.association && $0.batch != nil
      }
      let attempt = "an attempt is under way, or about to begin"
      return [gathers ? "it gathers with others for a batch, or \(attempt)" : attempt]
    }
    let function = delivery.version.function
    let targets = [.function(function), delivery.association.map { PauseTarget.association($0) }]
    var reasons = targets.compactMap(\.self).filter { backend.pauses[$0] != nil }
      .map { "the \($0.kind.rawValue) \($0.name) is paused" }
    if delivery.dueAt > WallTime.now {
      reasons.append(
        delivery.attempts == 0 ? "it is not due yet" : "the next attempt is not due yet")
    }
    reasons += backend.holds(of: function)
    if reasons.isEmpty {
      reasons.append(
        delivery.isOrdered
          ? "it waits for its turn, or for those of its key before it" : "it waits for its turn")
    }
    return reasons
  }

  /// Why an event may be unknown.
  private var reason: String {
    let ledger = backend.manifest.ledger
    let gone = "it is older than \(ledger.retention.written), or never came here"
    let failures =
      "an event that matched nothing, was refused, failed, was retried, died or expired"
    return switch ledger.record {
    case .off: "the manifest says `ledger: off`"
    case .failures:
      "`ledger: failures` records \(failures), and it did none of these; or \(gone)"
    case .sample(let share):
      "`ledger: sample:\(share)` records \(failures), and that share of all others; or \(gone)"
    case .all: gone
    }
  }
}
