import CloudEvents
import Connectors
import Deliveries
import EventLoops
import Instants
import Manifests
import Routing
import Storage
import Telemetry

extension Router {
  /// Makes deliveries durable; what returns has been committed.
  ///
  /// - Parameter callback: where their results are posted, for calls without a source.
  func enqueue(
    _ deliveries: [Delivery], _ arrival: borrowing Arrival, callback: String? = nil,
    _ snapshot: LoopCatalog
  ) async -> Receipt {
    let now = loop.wallNow
    var new = deliveries.map { stored($0, arrival, now, snapshot) }
    if let callback {
      let head = StoredEvent.head(of: arrival.event, arrival.trace, callback: callback)
      for index in new.indices { new[index].head = head }
    }
    let receipt = await append(new)
    guard case .settled = receipt.verdict else {
      return noted(receipt, deliveries.first, arrival, snapshot)
    }
    if snapshot.ledger.takesSuccess { noteQueued(deliveries, new, arrival, snapshot) }
    return receipt
  }

  private func append(_ deliveries: [NewDelivery]) async -> Receipt {
    do throws(StoreError) {
      let duplicates = try await services.store.append(deliveries)
      var ids = deliveries.map(\.id)
      for (index, first) in duplicates {
        ids[index] = first
        if let association = deliveries[index].association { current.countDuplicate(association) }
        noteDuplicate(deliveries[index], of: first, current)
      }
      return Receipt(verdict: .settled, deliveries: ids)
    } catch {
      services.log.error("could not store an event", LogField("reason", error))
      return Receipt(verdict: .retryLater(reason: error.description, after: .seconds(1)))
    }
  }

  func stored(
    _ delivery: Delivery, _ arrival: borrowing Arrival, _ now: WallTime, _ snapshot: LoopCatalog
  ) -> NewDelivery {
    NewDelivery(
      id: identifiers.next(at: now), eventID: arrival.event.id,
      association: delivery.association.map { snapshot.table.name(of: $0) },
      version: snapshot.table[delivery.version],
      head: StoredEvent.head(of: arrival.event, arrival.trace), data: arrival.event.data,
      request: arrival.request.map(\.stored), shard: arrival.shard,
      place: place(delivery, arrival, snapshot), acceptedAt: now,
      dueAt: due(delivery, arrival, now, snapshot), once: once(delivery, arrival.event, snapshot),
      isAsked: delivery.association.map { snapshot.catalog.retention(for: $0) != nil } ?? false)
  }

  /// What keeps an event from being queued twice; nil where nothing does.
  private func once(
    _ delivery: Delivery, _ event: CloudEvent, _ snapshot: LoopCatalog
  ) -> OnceKey? {
    guard let association = delivery.association,
      let spec = snapshot.catalog.dedupes[association.index]
    else { return nil }
    guard let attribute = spec.attribute else {
      return OnceKey(text: "\(event.source)\n\(event.id)", window: spec.window)
    }
    return event.attribute(attribute).map { OnceKey(text: $0, window: spec.window) }
  }

  /// What a delivery goes one after the other with; nil where it is ordered by nothing.
  private func place(
    _ delivery: Delivery, _ arrival: borrowing Arrival, _ snapshot: LoopCatalog
  ) -> LinePlace? {
    guard let association = delivery.association else { return nil }
    return snapshot.table.line(of: association, for: arrival.event).map { LinePlace(key: $0) }
  }

  /// When a delivery is attempted at first.
  private func due(
    _ delivery: Delivery, _ arrival: borrowing Arrival, _ now: WallTime, _ snapshot: LoopCatalog
  ) -> WallTime {
    guard let association = delivery.association else { return arrival.notBefore ?? now }
    let due = now + snapshot.catalog.policies[association.index].firstAttemptAfter
    return arrival.notBefore.map { max($0, due) } ?? due
  }

  // MARK: Several associations, and sources that keep their events

  /// Every matching association gets the event: the queued ones in one commit, the sync ones side
  /// by side.
  func acceptMany(
    _ wanted: Matches, _ arrival: consuming Arrival, _ snapshot: LoopCatalog
  ) async -> Receipt {
    let deliveries = wanted.all.map { route($0, arrival.event, snapshot) }
    if arrival.custody != .none { return await deliverAll(deliveries, arrival, snapshot) }
    let queued = deliveries.filter { $0.mode == .queued }
    let sync = deliveries.filter { $0.mode == .sync }
    var receipt =
      queued.isEmpty ? Receipt(verdict: .settled) : await enqueue(queued, arrival, snapshot)
    guard let first = sync.first, receipt.verdict == .settled else { return receipt }
    let shared = SharedArrival(arrival)
    var receipts: [Receipt] = []
    await withTaskGroup(of: Receipt.self) { group in
      for delivery in sync.dropFirst() {
        group.addTask(executorPreference: self.loop) {
          await self.invokeNow(delivery, shared.arrival, snapshot)
        }
      }
      receipts.append(await self.invokeNow(first, shared.arrival, snapshot))
      for await other in group { receipts.append(other) }
    }
    receipt.reply = receipts[0].reply
    receipt.verdict = receipts.map(\.verdict).first { $0 != .settled } ?? .settled
    return receipt
  }

  /// The source keeps the event until every association has it (Kafka): it is invoked while the
  /// source waits, and copied into the store only to be retried later or as a dead letter.
  private func deliverAll(
    _ deliveries: [Delivery], _ arrival: consuming Arrival, _ snapshot: LoopCatalog
  ) async -> Receipt {
    let shared = SharedArrival(arrival)
    var receipt = Receipt(verdict: .settled)
    await withTaskGroup(of: Receipt.self) { group in
      for delivery in deliveries {
        group.addTask(executorPreference: self.loop) {
          await self.deliver(delivery, shared.arrival, snapshot)
        }
      }
      for await one in group {
        if one.verdict != .settled { receipt.verdict = one.verdict }
        receipt.deliveries += one.deliveries
      }
    }
    return receipt
  }

  private func deliver(
    _ delivery: Delivery, _ arrival: borrowing Arrival, _ snapshot: LoopCatalog
  ) async -> Receipt {
    // The store alone knows who is before it, of other sources too, and who goes with it.
    if snapshot.batch(of: delivery.association) != nil
      || place(delivery, arrival, snapshot) != nil
    {
      return await enqueue([delivery], arrival, snapshot)
    }
    var pending = stored(delivery, arrival, loop.wallNow, snapshot)
    if pending.dueAt > pending.acceptedAt {
      if arrival.custody == .source { return await append([pending]) }
      try? await loop.sleep(for: pending.dueAt - pending.acceptedAt)
    }
    while !Task.isCancelled {
      let step = await attempt(pending, mode: .queued)
      switch step {
      case .finished(let aftermath): return await follow(aftermath)
      case .dead(let status, let reason, let attempts, let aftermath):
        pending.attempts = attempts
        // Where only the first of the two comes to be, the source delivers again.
        let receipt = await follow(aftermath)
        guard receipt.verdict == .settled else { return receipt }
        return await bury(pending, status: status, reason: reason)
      case .retry(let due):
        pending.attempts += 1
        pending.dueAt = due
        if arrival.custody == .source { return await append([pending]) }
        try? await loop.sleep(for: due - WallTime.now)
      case .held(let time):
        pending.dueAt = time
        if arrival.custody == .source { return await append([pending]) }
        try? await loop.sleep(for: time - WallTime.now)
      case .released: return .stopping
      // The source keeps it meanwhile, and what must not overtake it.
      case .paused:
        if arrival.custody == .source { return await append([pending]) }
        if isEnding { return .stopping }
        try? await loop.sleep(for: Router.pausedInterval)
      }
    }
    return .stopping
  }

  /// Queues what follows from the end of a delivery that the source keeps until then.
  private func follow(_ aftermath: Aftermath?) async -> Receipt {
    guard let followUps = aftermath?.followUps, !followUps.isEmpty else {
      return Receipt(verdict: .settled)
    }
    return Receipt(verdict: await append(followUps).verdict)
  }

  /// How long until it is looked again whether what a source holds is paused still.
  private static let pausedInterval: Duration = .milliseconds(500)

  func bury(_ delivery: NewDelivery, status: Int?, reason: String) async -> Receipt {
    do throws(StoreError) {
      try await services.store.appendDead([
        NewDeadLetter(delivery: delivery, status: status, reason: reason)
      ])
      return Receipt(verdict: .settled)
    } catch {
      return Receipt(verdict: .retryLater(reason: error.description, after: .seconds(1)))
    }
  }
}

/// An event on its way to several functions at once.
private final class SharedArrival: Sendable {
  let arrival: Arrival

  init(_ arrival: consuming Arrival) { self.arrival = arrival }
}
