import CloudEvents
import Connectors
import EventLoops
import Instants
import Manifests
import RdKafka
import Telemetry

/// The work on records.
extension KafkaSession {
  /// Makes records ready whose wait is over.
  func offerDelayed() {
    for ticket in delays.take(until: loop.now) { scheduler.offerAgain(ticket) }
  }

  /// Starts lanes while there are records for them.
  func startLanes() {
    guard isRunning, !isPaused else { return }
    while scheduler.canStart, let work = scheduler.next() {
      lastLane += 1
      let lane = Lane(number: lastLane)
      lanes[lane.number] = lane
      lane.ticket = work.ticket
      lane.task = loop.spawn { await self.work(on: work, in: lane) }
    }
  }

  /// Works on one record after the other until there is none that is ready.
  private func work(
    on first: (ticket: LaneScheduler<KafkaRecord>.Ticket, payload: KafkaRecord), in lane: Lane
  ) async {
    var next: (ticket: LaneScheduler<KafkaRecord>.Ticket, payload: KafkaRecord)? = first
    while let (ticket, record) = next {
      lane.ticket = ticket
      settle(ticket, record, await verdict(on: record))
      // A cancelled task can't deliver; another lane goes on.
      next = Task.isCancelled || !isRunning || isPaused ? nil : scheduler.next()
    }
    lanes[lane.number] = nil
    if scheduler.inWork == 0 || scheduler.canStart || !isRunning || rebalance.isDraining {
      readiness.wake()
    }
  }

  private func verdict(on record: KafkaRecord) async -> Receipt.Verdict {
    let event: CloudEvent
    do {
      event = try envelope.event(of: record, now: loop.wallNow)
    } catch {
      return .refused(reason: error.description)
    }
    var arrival = Arrival(
      event: event, source: source, trace: KafkaEnvelope.trace(of: record),
      shard: record.partition.description, custody: .sourceInOrder)
    switch spec.order {
    case .partition: break
    case .key: arrival.shard = event.attribute("partitionkey") ?? arrival.shard
    case .none: arrival.custody = .source
    }
    return await sink.accept(arrival).verdict
  }

  /// Does what the receipt says; a receipt that comes after its partition has gone says nothing.
  private func settle(
    _ ticket: LaneScheduler<KafkaRecord>.Ticket, _ record: KafkaRecord, _ verdict: Receipt.Verdict
  ) {
    switch verdict {
    case .settled:
      finish(ticket)
    case .refused(let reason):
      logger.warning(
        "record refused", LogField("source", source), LogField("partition", record.partition),
        LogField("offset", record.offset), LogField("reason", reason))
      finish(ticket)
    case .retryLater(let reason, let after):
      guard scheduler.postpone(ticket) else { return }
      let attempt = delays.countAttempt(ticket)
      let wait = max(
        Backoff.wait(attempt: attempt, random: .random(in: 0..<1)), after ?? .zero)
      delays.add(ticket, at: loop.now + wait)
      logger.debug(
        "record is tried again", LogField("source", source),
        LogField("partition", record.partition), LogField("offset", record.offset),
        LogField("attempt", attempt), LogField("reason", reason))
      // The turning task may be waiting for longer than that.
      readiness.wake()
    }
  }

  private func finish(_ ticket: LaneScheduler<KafkaRecord>.Ticket) {
    delays.forget(ticket)
    control(scheduler.finish(ticket))
  }
}
