import CloudEvents
import Deliveries
import EventLoops
import Instants
import JSONSyntax
import Manifests
import Routing
import Storage
import Synchronization
import Telemetry

/// Makes deliveries of events that were taken in before, for operators.
///
/// They go through the durable queue, whatever the association's mode: nobody waits for an answer.
package final class Replayer: Sendable {
  private let store: SQLiteStore
  private let log: Logger
  private let identifiers: Mutex<EventIdentifiers>

  /// Events of the history that are looked at in one commit.
  private static let batchSize = 256
  /// Stretches of the history that one part of a replay goes through, so that whoever waits for it
  /// is told of its progress.
  private static let stretches = 32

  package init(services: RouterServices) {
    store = services.store
    log = services.log
    var generator = SystemRandomNumberGenerator()
    identifiers = Mutex(EventIdentifiers(seed: (generator.next(), generator.next())))
  }

  /// Replays one part of what is meant, in the order in which it was taken in.
  ///
  /// What is committed when it ends early stays so, and the rest is as it was. All events that are
  /// named by their ids are one part.
  /// - Parameter catalog: says which functions and associations there are.
  package func replay(
    _ order: ReplayOrder, by catalog: Catalog
  ) async throws(StoreError) -> ReplayReport {
    var query = order.query
    let last = try await store.lastInHistory() ?? 0
    query.through = query.through ?? last
    let isNamed = query.ids != nil
    // Why one that was named is left can be told only where it is looked at.
    if isNamed { query.outcomes = nil }
    let now = WallTime.now
    var report = ReplayReport(
      through: query.through ?? last, nextDueAt: max(order.dueAt ?? now, now))
    report.next = order.after
    var missing = Set(query.ids ?? [])
    var stretches = 0
    repeat {
      let room =
        isNamed ? Replayer.batchSize : min(Replayer.batchSize, order.limit - report.tally.done)
      let page = try await store.history(
        query, limit: room, after: report.next,
        withData: !order.isRehearsal || order.filter?.readsData == true)
      missing.subtract(page.entries.map(\.event.id))
      var deliveries: [NewDelivery] = []
      var marks = Marks()
      report.next = page.next
      for entry in page.entries {
        let made = replay(entry, order, catalog, &report)
        for delivery in made { marks.add(delivery, of: entry, at: now) }
        deliveries += made
        guard isNamed || report.tally.done + deliveries.count < order.limit else {
          report.next = entry == page.entries.last ? page.next : entry.place
          break
        }
      }
      if !order.isRehearsal { try await commit(deliveries, marks, catalog) }
      report.tally.done += deliveries.count
      stretches += 1
    } while report.next != nil
      && (isNamed || stretches < Replayer.stretches && report.tally.done < order.limit)
    for id in missing.sorted() { report.tally.leave(id, because: Replayer.unknown) }
    return report
  }

  /// What the history is to know of deliveries that are made, and what it is told if they are not.
  private struct Marks {
    var made = HistoryBatch()
    var undone = HistoryBatch()

    mutating func add(_ delivery: NewDelivery, of entry: HistoryEntry, at time: WallTime) {
      guard let end = entry.ends.first(where: { $0.association == delivery.association }) else {
        return
      }
      made.add(replayTo: end.association, ofEvent: entry.event.key, at: time)
      undone.add(end, ofEvent: entry.event.key)
    }
  }

  private static let unknown = "there is no such event in the history"

  private func commit(
    _ deliveries: [NewDelivery], _ marks: Marks, _ catalog: Catalog
  ) async throws(StoreError) {
    guard !deliveries.isEmpty else { return }
    // Before they can end: that takes the marks away.
    _ = store.keep(marks.made)
    do throws(StoreError) {
      try await store.append(deliveries)
    } catch {
      _ = store.keep(marks.undone)
      throw error
    }
    if catalog.manifest.ledger.record != .off { note(deliveries) }
    log.info("events were replayed", LogField("deliveries", deliveries.count))
  }

  /// Records in the ledger which deliveries were made.
  private func note(_ deliveries: [NewDelivery]) {
    var batch = LedgerBatch()
    let now = WallTime.now
    for delivery in deliveries {
      let event = LedgerKey.cut(delivery.eventID)
      batch.append(event: event, delivery: delivery.id, at: now) { output in
        let record: JSONValue = [
          "at": .integer(now.millisecondsSinceEpoch), "event": .string(event),
          "step": "replayed", "delivery": .string(delivery.id),
          "association": delivery.association.map { .string($0.text) } ?? .null,
          "function": .string(delivery.version.description),
          "due": .integer(delivery.dueAt.millisecondsSinceEpoch),
        ]
        record.append(to: &output)
      }
    }
    _ = store.record(batch)
  }

  // MARK: One event

  /// Whom an event goes to once more.
  private struct Target {
    var association: AssociationName
    /// The version first chosen; nil where that is not known.
    var version: FunctionVersion?
  }

  /// The deliveries that are made of an event; where there is none for one that is meant, the report
  /// says why.
  private func replay(
    _ entry: HistoryEntry, _ order: ReplayOrder, _ catalog: Catalog, _ report: inout ReplayReport
  ) -> [NewDelivery] {
    let past = entry.event
    let stored = StoredEvent(head: past.head, data: past.data)
    guard var event = try? stored.event() else {
      report.leave(past, because: "it can't be read any more")
      return []
    }
    var payload = Payload(parser: parseJSON)
    if let filter = order.filter, !CompiledFilter(filter).matches(event, payload: &payload) {
      return []
    }
    let targets = targets(of: entry, event, &payload, order, catalog)
    if targets.isEmpty {
      // Of those that were not named, what nobody wants is not meant.
      if order.query.ids != nil { report.leave(past, because: Replayer.unwanted(order)) }
      return []
    }
    guard past.isWhole else {
      report.leave(past, because: "it was too large to be kept whole")
      return []
    }
    event.extensions.removeAll { $0.name == Redriver.mark }
    event.extensions.append(
      ExtensionAttribute(name: Redriver.mark, value: .string(past.takenAt.rfc3339)))
    let head = StoredEvent.head(of: event, stored.trace)
    var deliveries: [NewDelivery] = []
    var obstacle: String?
    for target in targets {
      switch place(target, event, catalog) {
      case .failure(let reason): obstacle = reason.words
      case .success(let (version, place)):
        deliveries.append(
          NewDelivery(
            id: identifiers.withLock { $0.next(at: WallTime.now) }, eventID: event.id,
            association: target.association, version: version, head: head, data: past.data,
            request: past.request, shard: past.shard, place: place, acceptedAt: report.nextDueAt,
            dueAt: report.nextDueAt))
        report.nextDueAt = report.nextDueAt + order.spacing
      }
    }
    if let obstacle { report.leave(past, because: obstacle) } else { report.tally.matched += 1 }
    return deliveries
  }

  private func targets(
    of entry: HistoryEntry, _ event: CloudEvent, _ payload: inout Payload, _ order: ReplayOrder,
    _ catalog: Catalog
  ) -> [Target] {
    let ends = entry.ends.filter { end in
      order.query.association.map { $0 == end.association } ?? true
        && order.query.outcomes.map { $0.contains(end.outcome) && end.replayedAt == nil } ?? true
    }
    if !ends.isEmpty {
      return ends.map { Target(association: $0.association, version: $0.version) }
    }
    // An association that never had it gets it where it would have it today.
    guard let name = order.query.association, order.query.outcomes == nil,
      let association = catalog.table.id(of: name), let source = entry.event.source,
      catalog.associations[association.index].rule.sources.contains(source),
      catalog.table.verdict(on: event, by: association, payload: &payload).matched
    else { return [] }
    return [Target(association: name)]
  }

  private static func unwanted(_ order: ReplayOrder) -> String {
    order.query.association.map {
      "\($0) does not want it, it did not end so there, or it is on its way once more"
    }
      ?? "no delivery of it is known to have ended so, or it is on its way once more"
  }

  /// Why a target can't have an event, for people.
  private struct Obstacle: Error {
    var words: String
  }

  private func place(
    _ target: Target, _ event: CloudEvent, _ catalog: Catalog
  ) -> Result<(FunctionVersion, LinePlace?), Obstacle> {
    guard let association = catalog.table.id(of: target.association) else {
      let words = "its association \(target.association) is not declared any more"
      return .failure(Obstacle(words: words))
    }
    if let version = target.version, catalog.table.id(of: version) == nil {
      return .failure(Obstacle(words: "\(version) is not declared any more"))
    }
    let version = target.version ?? catalog.table[catalog.table.choose(association, for: event)]
    let line = catalog.table.line(of: association, for: event)
    return .success((version, line.map { LinePlace(key: $0) }))
  }
}

extension ReplayReport {
  /// Leaves an event that was meant.
  fileprivate mutating func leave(_ event: PastEvent, because reason: String) {
    tally.matched += 1
    tally.leave(event.id, because: reason)
  }
}
