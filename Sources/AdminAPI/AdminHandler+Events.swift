import HTTPSyntax
import Manifests
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
    if let event = EventStory.event(meantBy: id, ending: ending, in: found) {
      // A delivery's own records are not all that there is to tell of its event.
      let records =
        event == id
        ? found
        : EventStory.records(
          try await backend.ledgerRecords(of: [event]))
      return .json(EventStory(of: event, records).json)
    }
    return .notFound("nothing is known of \(String(id.prefix(100)).escapingControls): \(reason)")
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
