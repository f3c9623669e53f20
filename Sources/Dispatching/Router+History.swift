import CloudEvents
import Connectors
import Deliveries
import EventLoops
import HTTPTransport
import Instants
import Routing
import Storage

// What is kept to be replayed. Each of these looks first whether anything is.
extension Router {
  /// An event that was taken in, where all are kept.
  @inline(never)  // It is no part of the task that waits for a function.
  func keep(_ arrival: borrowing Arrival, from source: SourceID, _ snapshot: LoopCatalog) {
    guard snapshot.history.takesAll, snapshot.history.takes(source) else { return }
    var batch = HistoryBatch()
    batch.add(past(arrival, from: source, snapshot), replaces: true)
    keep(batch, snapshot)
  }

  /// How a sync delivery ended.
  @inline(never)
  func keepEnd(
    of delivery: Delivery, _ outcome: DeliveryOutcome, _ arrival: borrowing Arrival,
    _ snapshot: LoopCatalog
  ) {
    guard snapshot.history.isOn, outcome != .cancelled, let association = delivery.association,
      let source = snapshot.id(of: arrival.source), snapshot.history.takes(source),
      snapshot.history.takesAll || outcome != .success
    else { return }
    var batch = HistoryBatch()
    if !snapshot.history.takesAll {
      batch.add(past(arrival, from: source, snapshot), replaces: true)
    }
    let end = PastEnd(
      association: snapshot.table.name(of: association), version: snapshot.table[delivery.version],
      outcome: outcome, endedAt: loop.wallNow)
    batch.add(end, ofEvent: arrival.event.historyKey)
    keep(batch, snapshot)
  }

  /// How a queued delivery ended.
  @inline(never)
  func keepEnd(of delivery: NewDelivery, _ outcome: DeliveryOutcome, _ snapshot: LoopCatalog) {
    guard snapshot.history.isOn, let association = delivery.association, !association.isInner
    else { return }
    let stored = StoredEvent(head: delivery.head, data: delivery.data)
    // Where failures alone are kept, the success of what failed before counts, too.
    guard snapshot.history.takesAll || outcome != .success || stored.isReplay,
      let event = try? stored.event()
    else { return }
    var batch = HistoryBatch()
    if !snapshot.history.takesAll, outcome != .success {
      let source = snapshot.origin(of: event, snapshot.table.id(of: association))
      guard snapshot.history.takes(source) else { return }
      batch.add(past(delivery, event, from: source, snapshot), replaces: false)
    }
    let end = PastEnd(
      association: association, version: delivery.version, outcome: outcome,
      endedAt: loop.wallNow)
    batch.add(end, ofEvent: event.historyKey)
    keep(batch, snapshot)
  }

  /// Whether a large body is held, for it is to be kept: one that is passed on as it comes is gone.
  func mustKeepBody(of arrival: borrowing Arrival, _ snapshot: LoopCatalog) -> Bool {
    guard snapshot.history.isOn, let length = arrival.client?.pendingBody?.length,
      length <= HistoryLimits.maxPayloadBytes
    else { return false }
    return snapshot.history.takes(snapshot.id(of: arrival.source))
  }

  private func keep(_ batch: HistoryBatch, _ snapshot: LoopCatalog) {
    let dropped = services.store.keep(batch)
    if dropped > 0 { snapshot.countHistoryDropped(dropped) }
  }

  private func past(
    _ arrival: borrowing Arrival, from source: SourceID, _ snapshot: LoopCatalog
  ) -> PastEvent {
    let event = arrival.event
    return PastEvent(
      key: event.historyKey, id: event.id, type: event.type, source: arrival.source,
      takenAt: loop.wallNow, shard: arrival.shard,
      head: StoredEvent.head(of: event, arrival.trace), request: arrival.request.map(\.stored),
      data: event.data, isWhole: arrival.client?.pendingBody == nil)
  }

  private func past(
    _ delivery: NewDelivery, _ event: CloudEvent, from source: SourceID?, _ snapshot: LoopCatalog
  ) -> PastEvent {
    PastEvent(
      key: event.historyKey, id: event.id, type: event.type,
      source: source.map { SourceName(unchecked: snapshot.name(of: $0)) },
      takenAt: delivery.acceptedAt, shard: delivery.shard, head: delivery.head,
      request: delivery.request, data: delivery.data)
  }
}

extension CloudEvent {
  fileprivate var historyKey: Int64 { HistoryKey.of(source: source, id: id) }
}
