import CloudEvents
import EventLoops
import Instants
import JSONSyntax
import Manifests
import Routing
import Storage
import Synchronization
import Telemetry

/// Makes deliveries of dead letters once more, and deletes those that nobody wants, for operators.
package final class Redriver: Sendable {
  private let store: SQLiteStore
  private let log: Logger
  private let identifiers: Mutex<EventIdentifiers>

  /// Dead letters in one commit.
  private static let batchSize = 256
  /// What tells a function that an event comes from a dead letter: its value is the letter's id.
  package static let mark = "patchbayreplay"

  package init(services: RouterServices) {
    store = services.store
    log = services.log
    var generator = SystemRandomNumberGenerator()
    identifiers = Mutex(EventIdentifiers(seed: (generator.next(), generator.next())))
  }

  /// Redrives what is meant, in the order of dying; what dies meanwhile is not.
  ///
  /// Each commit has some letters, marked, with their deliveries: what has been redriven when it
  /// ends early, by an error or with the process, is so, and the rest is as it was.
  /// - Parameter catalog: says which functions and associations there are.
  package func redrive(
    _ order: RedriveOrder, by catalog: Catalog
  ) async throws(StoreError) -> OperatorReport {
    var report = OperatorReport()
    let query = try await bounded(order.query)
    let start = WallTime.now
    var after: Int64?
    var missing = Set(query.ids ?? [])
    while case let letters = try await store.deadLetters(
      query, limit: Redriver.batchSize, after: after), let last = letters.last
    {
      after = last.position
      report.matched += letters.count
      missing.subtract(letters.map(\.delivery.id))
      var redrives: [Redrive] = []
      for letter in letters {
        if let reason = obstacle(to: letter, order, catalog) {
          report.leave(letter.delivery.id, because: reason)
          continue
        }
        let due = start + order.spacing * (report.done + redrives.count)
        guard var redrive = redrive(letter, dueAt: due) else {
          report.leave(letter.delivery.id, because: "its event can't be read any more")
          continue
        }
        redrive.delivery.isAsked = catalog.keepsResult(of: redrive.delivery)
        redrives.append(redrive)
      }
      report.done += try await commit(redrives, letters, order, catalog, &report)
    }
    leave(missing, in: &report)
    tell("dead letters were redriven", report, order.isRehearsal)
    return report
  }

  /// Deletes what is meant; what dies meanwhile is not.
  package func purge(
    _ query: DeadLetterQuery, isRehearsal: Bool
  ) async throws(StoreError) -> OperatorReport {
    var report = OperatorReport()
    let query = try await bounded(query)
    var after: Int64?
    var missing = Set(query.ids ?? [])
    while case let keys = try await store.deadLetterKeys(
      query, limit: Redriver.batchSize, after: after), let last = keys.last
    {
      after = last.position
      report.matched += keys.count
      missing.subtract(keys.map(\.id))
      report.done +=
        isRehearsal ? keys.count : try await store.purgeDeadLetters(keys.map(\.position))
    }
    leave(missing, in: &report)
    tell("dead letters were purged", report, isRehearsal)
    return report
  }

  private func bounded(_ query: DeadLetterQuery) async throws(StoreError) -> DeadLetterQuery {
    var query = query
    query.through = try await store.lastDeadLetter() ?? 0
    return query
  }

  /// Why a letter stays as it is; nil where it can be redriven.
  private func obstacle(
    to letter: DeadLetter, _ order: RedriveOrder, _ catalog: Catalog
  ) -> String? {
    let delivery = letter.delivery
    if letter.redrivenAt != nil, !order.isRepeated { return Redriver.alreadyRedriven }
    guard catalog.table.id(of: delivery.version) != nil else {
      return "\(delivery.version) is not declared any more"
    }
    if let association = delivery.association, catalog.table.id(of: association) == nil {
      return "its association \(association) is not declared any more"
    }
    return nil
  }

  private static let alreadyRedriven = "it has been redriven already"

  /// A delivery as if it were accepted when it is due: it has all its attempts and its age before
  /// it. nil where the stored event can't be read.
  private func redrive(_ letter: DeadLetter, dueAt due: WallTime) -> Redrive? {
    var delivery = letter.delivery
    let stored = StoredEvent(head: delivery.head, data: delivery.data)
    guard var event = try? stored.event() else { return nil }
    event.extensions.removeAll { $0.name == Redriver.mark }
    event.extensions.append(
      ExtensionAttribute(name: Redriver.mark, value: .string(delivery.id)))
    delivery.head = StoredEvent.head(of: event, stored.trace, callback: stored.callback)
    delivery.id = identifiers.withLock { $0.next(at: WallTime.now) }
    delivery.attempts = 0
    delivery.acceptedAt = due
    delivery.dueAt = due
    return Redrive(position: letter.position, delivery: delivery)
  }

  /// - Returns: how many took place.
  private func commit(
    _ redrives: [Redrive], _ letters: [DeadLetter], _ order: RedriveOrder, _ catalog: Catalog,
    _ report: inout OperatorReport
  ) async throws(StoreError) -> Int {
    if order.isRehearsal { return redrives.count }
    let taken = try await store.redrive(redrives, isRepeated: order.isRepeated)
    if catalog.manifest.ledger.record != .off {
      note(redrives.filter { taken.contains($0.position) }, letters)
    }
    // Somebody else was there first.
    for redrive in redrives where !taken.contains(redrive.position) {
      let letter = letters.first { $0.position == redrive.position }
      report.leave(letter?.delivery.id ?? "", because: Redriver.alreadyRedriven)
    }
    return taken.count
  }

  /// Records in the ledger which delivery was made of which dead letter.
  private func note(_ redrives: [Redrive], _ letters: [DeadLetter]) {
    var batch = LedgerBatch()
    let now = WallTime.now
    for redrive in redrives {
      let (new, letter) = (redrive.delivery, letters.first { $0.position == redrive.position })
      let event = LedgerKey.cut(new.eventID)
      batch.append(event: event, delivery: new.id, at: now) { output in
        let record: JSONValue = [
          "at": .integer(now.millisecondsSinceEpoch), "event": .string(event),
          "step": "redriven", "delivery": .string(new.id),
          "letter": letter.map { .string($0.delivery.id) } ?? .null,
          "association": new.association.map { .string($0.text) } ?? .null,
          "function": .string(new.version.description),
          "due": .integer(new.dueAt.millisecondsSinceEpoch),
        ]
        record.append(to: &output)
      }
    }
    _ = store.record(batch)
  }

  private func leave(_ missing: Set<String>, in report: inout OperatorReport) {
    for id in missing.sorted() { report.leave(id, because: "there is no such dead letter") }
  }

  private func tell(_ message: String, _ report: OperatorReport, _ isRehearsal: Bool) {
    guard !isRehearsal else { return }
    log.info(
      message, LogField("count", report.done),
      LogField("left", report.left.reduce(0) { $0 + $1.count }))
  }
}
