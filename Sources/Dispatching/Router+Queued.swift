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
  func enqueue(_ deliveries: [Delivery], _ arrival: borrowing Arrival, _ snapshot: LoopCatalog)
    async -> Receipt
  {
    let now = loop.wallNow
    return await append(deliveries.map { stored($0, arrival, now, snapshot) })
  }

  private func append(_ deliveries: [NewDelivery]) async -> Receipt {
    do throws(StoreError) {
      try await services.store.append(deliveries)
      return Receipt(verdict: .settled, deliveries: deliveries.map(\.id))
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
      request: arrival.request.map(\.stored), shard: arrival.shard, acceptedAt: now, dueAt: now)
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
    let shared = arrival
    var receipts: [Receipt] = []
    await withTaskGroup(of: Receipt.self) { group in
      for delivery in sync.dropFirst() {
        group.addTask(executorPreference: self.loop) {
          await self.invokeNow(delivery, shared, snapshot)
        }
      }
      receipts.append(await self.invokeNow(first, shared, snapshot))
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
    let shared = arrival
    var receipt = Receipt(verdict: .settled)
    await withTaskGroup(of: Receipt.self) { group in
      for delivery in deliveries {
        group.addTask(executorPreference: self.loop) {
          await self.deliver(delivery, shared, snapshot)
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
    var pending = stored(delivery, arrival, loop.wallNow, snapshot)
    while !Task.isCancelled {
      let step = await attempt(pending, mode: .queued)
      switch step {
      case .finished: return Receipt(verdict: .settled)
      case .dead(let status, let reason, let attempts):
        pending.attempts = attempts
        return await bury(pending, status: status, reason: reason)
      case .retry(let due):
        pending.attempts += 1
        pending.dueAt = due
        if arrival.custody == .source { return await append([pending]) }
        try? await loop.sleep(for: due - WallTime.now)
      case .released: return .stopping
      }
    }
    return .stopping
  }

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

  // MARK: One attempt

  /// What an attempt of a queued delivery led to.
  enum Step: Sendable {
    /// Delivered, or ended without a dead letter.
    case finished
    case retry(at: WallTime)
    case dead(status: Int?, reason: String, attempts: Int)
    /// Not attempted, or given up because the router stops.
    case released
  }

  /// How long a queued delivery waits where its target has no connection for it.
  private static let busyPause: Duration = .milliseconds(100)

  /// Invokes the function once and decides by the association's policy what comes next.
  func attempt(_ delivery: NewDelivery, mode: DeliveryMode) async -> Step {
    let snapshot = current
    let policy = snapshot.catalog.policy(of: delivery.association)
    let association = delivery.association.flatMap { snapshot.table.id(of: $0) }
    guard let id = snapshot.table.id(of: delivery.version) else {
      let reason = "\(delivery.version) is not declared any more"
      snapshot.countUndeclared(delivery)
      note("delivery is dead", delivery, reason)
      return .dead(status: nil, reason: reason, attempts: delivery.attempts)
    }
    let target = Delivery(association: association, version: id, mode: mode)
    let entry = snapshot.entry(id)
    // However long the wait for a free place, a stop ends it, and so does the event's age.
    var isInside = false
    while !policy.hasExpired(acceptedAt: delivery.acceptedAt, at: loop.wallNow) {
      isInside = await entry.gate.enter(until: loop.now + .seconds(1), loop: loop)
      if isInside { break }
      if isDraining || Task.isCancelled { return .released }
    }
    guard isInside else { return expire(delivery, target, policy, snapshot) }
    defer { entry.gate.leave() }
    if policy.hasExpired(acceptedAt: delivery.acceptedAt, at: loop.wallNow) {
      return expire(delivery, target, policy, snapshot)
    }
    if delivery.attempts == 0 {
      snapshot.observeWait(
        .queued, nanoseconds: (loop.wallNow - delivery.acceptedAt).wholeNanoseconds)
    }
    let timeout = policy.timeout ?? entry.spec.timeout
    var started = loop.now
    let stored = StoredEvent(head: delivery.head, data: delivery.data)
    var invocation = Invocation(
      content: .stored(stored), trace: nextStep(of: stored.trace, snapshot),
      request: delivery.request.flatMap { RequestTrace(stored: $0) }, shard: delivery.shard,
      id: delivery.eventID, deadline: started + timeout, time: timeout)
    var result = await snapshot.invokers[id.index].invoke(invocation)
    // Nor is the wait for one of a target's connections an attempt.
    while case .busy = result {
      // Where even those who wait are too many, the answer comes at once.
      guard (try? await loop.sleep(for: Router.busyPause)) != nil, !isDraining else {
        return .released
      }
      if policy.hasExpired(acceptedAt: delivery.acceptedAt, at: loop.wallNow) {
        return expire(delivery, target, policy, snapshot)
      }
      started = loop.now
      invocation.deadline = started + timeout
      result = await snapshot.invokers[id.index].invoke(invocation)
    }
    if case .cancelled = result { return .released }
    snapshot.observeAttempt(
      id, status: result.status, nanoseconds: loop.now.nanoseconds(since: started))
    return await conclude(delivery, target, policy, invocation, result, timeout, snapshot)
  }

  private func conclude(
    _ delivery: NewDelivery, _ target: Delivery, _ policy: DeliveryPolicy,
    _ invocation: Invocation, _ result: InvocationResult, _ timeout: Duration,
    _ snapshot: LoopCatalog
  ) async -> Step {
    let now = loop.wallNow
    let attempt = result.attempt(now: now, timeout: timeout)
    let decision = policy.decide(
      after: attempt, attempts: delivery.attempts + 1, acceptedAt: delivery.acceptedAt, now: now,
      random: randomness.next())
    switch decision {
    case .done:
      if case .reply(let reply) = result,
        !snapshot.catalog.resultSources[target.version.index].isEmpty,
        let cause = try? invocation.event()
      {
        await passOn(
          reply, of: target.version, cause: cause, trace: invocation.trace, snapshot)
      }
      snapshot.countDelivery(target, .success)
      return .finished
    case .retry(let due):
      snapshot.countRetry(target.version)
      note("delivery will be retried", delivery, attempt.reason)
      return .retry(at: due)
    case .dead(let reason):
      snapshot.countDelivery(target, .deadLetter)
      note("delivery is dead", delivery, attempt.reason)
      return .dead(status: attempt.status, reason: reason, attempts: delivery.attempts + 1)
    case .failed:
      snapshot.countDelivery(target, .failure)
      note("delivery failed", delivery, attempt.reason)
      return .finished
    case .expired:
      return expire(delivery, target, policy, snapshot, after: attempt)
    }
  }

  /// Ends a delivery whose event is too old.
  private func expire(
    _ delivery: NewDelivery, _ target: Delivery, _ policy: DeliveryPolicy,
    _ snapshot: LoopCatalog, after attempt: AttemptResult? = nil
  ) -> Step {
    let age = "the event is older than its maxAge of \(policy.maxAge?.written ?? "")"
    let reason = attempt.map { "\(age); the last attempt: \($0.reason)" } ?? age
    snapshot.countDelivery(target, .expired)
    note("delivery is too old", delivery, reason)
    guard policy.deadLetter else { return .finished }
    let attempts = delivery.attempts + (attempt == nil ? 0 : 1)
    return .dead(status: attempt?.status, reason: reason, attempts: attempts)
  }

  func note(_ message: String, _ delivery: NewDelivery, _ reason: String) {
    services.log.info(
      message, LogField("delivery", delivery.id), LogField("function", delivery.version),
      LogField("attempt", delivery.attempts + 1), LogField("reason", reason),
      StoredEvent(head: delivery.head, data: nil).trace.map { LogField("trace", $0.traceID) })
  }
}
