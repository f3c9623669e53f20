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
  /// What an attempt of a queued delivery led to.
  enum Step: Sendable {
    /// Delivered, or ended without a dead letter.
    case finished(leaving: Aftermath?)
    case retry(at: WallTime)
    case dead(status: Int?, reason: String, attempts: Int, leaving: Aftermath?)
    /// Not attempted: it may not be before then.
    case held(until: WallTime)
    /// Not attempted, or given up because the router stops.
    case released
    /// Not attempted, for its function or association is paused.
    case paused

    /// What an end leaves behind; nil where it leaves nothing, or is none.
    var aftermath: Aftermath? {
      switch self {
      case .finished(let aftermath), .dead(_, _, _, let aftermath): aftermath
      case .retry, .held, .released, .paused: nil
      }
    }
  }

  /// What came of a while at a gate.
  enum Standing {
    case entered, waiting
    case ended(Step)
  }

  /// What the invocation of a queued delivery led to.
  private enum Ending {
    /// Nothing that tells anything of the function.
    case step(Step)
    case answer(Invocation, InvocationResult, AttemptResult)
  }

  /// How long a queued delivery waits where its target has no connection for it.
  static let busyPause: Duration = .milliseconds(100)

  /// Invokes the function once and decides by the association's policy what comes next.
  func attempt(_ delivery: NewDelivery, mode: DeliveryMode) async -> Step {
    if isPaused(delivery) { return .paused }
    let snapshot = current
    guard let target = snapshot.target(of: delivery, mode: mode) else {
      let reason = "\(delivery.version) is not declared any more"
      snapshot.countUndeclared(delivery)
      keepEnd(of: delivery, .deadLetter, snapshot)
      note("delivery is dead", delivery, reason)
      noteEnded(delivery, nil, then: "dead", because: reason, snapshot)
      return .dead(
        status: nil, reason: reason, attempts: delivery.attempts,
        leaving: aftermath(
          of: delivery, by: delivery.association.flatMap { snapshot.table.id(of: $0) }, .deadLetter,
          because: reason, after: nil, snapshot))
    }
    let attempt = QueuedAttempt(
      delivery, to: target, snapshot.catalog.policy(of: target.association))
    let entry = snapshot.entry(target.version)
    // Those that all queued attempts must pass come first: who waits there takes no sync call's place.
    let (room, adaptive) = (entry.regulator?.gate, entry.adaptiveGate?.gate)
    if let room, !enters(room), let step = await wait(at: room, attempt, snapshot) { return step }
    defer { room?.leave() }
    if let adaptive, !enters(adaptive), let step = await wait(at: adaptive, attempt, snapshot) {
      return step
    }
    defer { adaptive?.leave() }
    return await pass(entry.gate, attempt, snapshot)
  }

  /// Makes the attempt as one of those that the version's limit allows.
  private func pass(
    _ gate: Gate, _ attempt: QueuedAttempt, _ snapshot: LoopCatalog
  ) async -> Step {
    if !enters(gate), let step = await wait(at: gate, attempt, snapshot) { return step }
    defer { gate.leave() }
    // It may have been paused meanwhile.
    if isPaused(attempt.delivery) { return .paused }
    let id = attempt.target.version
    if attempt.hasExpired(at: loop.wallNow) { return expire(attempt, snapshot) }
    switch admit(attempt, snapshot) {
    case .hold where snapshot !== current:
      // What holds it may have been reloaded while it waited at a gate.
      return .released
    case .hold(let hold, let time):
      snapshot.countHold(id, hold)
      return .held(until: wallTime(time, for: attempt))
    case .go(let ticket):
      switch await invoke(attempt, snapshot) {
      case .step(let step):
        if let ticket { end(ticket, nil, of: id, snapshot) }
        return step
      case .answer(let invocation, let result, let outcome):
        if let ticket { end(ticket, outcome, of: id, snapshot) }
        return await conclude(attempt, invocation, result, outcome, snapshot)
      }
    }
  }

  /// Takes a place at a gate that has one, as long as there is no stop.
  func enters(_ gate: Gate) -> Bool {
    !isDraining && !Task.isCancelled && gate.tryEnter()
  }

  /// Waits for a place at a gate: however long, but a stop ends it, and so does the event's age.
  ///
  /// - Returns: nil where the gate has been entered.
  private func wait(
    at gate: Gate, _ attempt: QueuedAttempt, _ snapshot: LoopCatalog
  ) async -> Step? {
    while !attempt.hasExpired(at: loop.wallNow) {
      switch await stand(at: gate, attempt.delivery) {
      case .entered: return nil
      case .ended(let step): return step
      case .waiting: break
      }
    }
    return expire(attempt, snapshot)
  }

  /// Waits for a place at a gate, but not for long.
  func stand(at gate: Gate, _ delivery: NewDelivery) async -> Standing {
    let hasEntered = await gate.enter(until: loop.now + .seconds(1), loop: loop)
    // A place that comes free at a stop is not for what has not begun.
    if isDraining || Task.isCancelled {
      if hasEntered { gate.leave() }
      return .ended(.released)
    }
    if hasEntered { return .entered }
    return isPaused(delivery) ? .ended(.paused) : .waiting
  }

  private func invoke(_ attempt: QueuedAttempt, _ snapshot: LoopCatalog) async -> Ending {
    let delivery = attempt.delivery
    let id = attempt.target.version
    if delivery.attempts == 0 {
      let wait = loop.wallNow - max(delivery.acceptedAt, delivery.dueAt)
      snapshot.observeWait(.queued, nanoseconds: max(0, wait.wholeNanoseconds))
    }
    let timeout = attempt.policy.timeout ?? snapshot.entry(id).spec.timeout
    var started = loop.now
    var invocation = Invocation(
      content: .stored(attempt.event), trace: nextStep(of: attempt.event.trace, snapshot),
      request: delivery.request.flatMap { RequestTrace(stored: $0) }, shard: delivery.shard,
      id: delivery.eventID, deadline: started + timeout, time: timeout)
    var result = await snapshot.invokers[id.index].invoke(invocation)
    // Nor is the wait for one of a target's connections an attempt.
    while case .busy = result {
      // Where even those who wait are too many, the answer comes at once.
      guard (try? await loop.sleep(for: Router.busyPause)) != nil, !isDraining else {
        return .step(.released)
      }
      if attempt.hasExpired(at: loop.wallNow) { return .step(expire(attempt, snapshot)) }
      started = loop.now
      invocation.deadline = started + timeout
      result = await snapshot.invokers[id.index].invoke(invocation)
    }
    if case .cancelled = result { return .step(.released) }
    snapshot.observeAttempt(
      id, status: result.status, nanoseconds: loop.now.nanoseconds(since: started))
    let outcome = result.attempt(now: loop.wallNow, timeout: timeout)
    if let gate = snapshot.entry(id).adaptiveGate, let sign = AdaptiveLimit.Sign(outcome) {
      gate.note(sign, startedAt: started, loop.now)
    }
    return .answer(invocation, result, outcome)
  }

  /// Decides what follows from an attempt, and sees to it.
  ///
  /// - Parameters:
  ///   - result: nil where it is not this delivery's own, but a batch's.
  ///   - jitter: 64 random bits; nil for fresh ones.
  func conclude(
    _ attempt: QueuedAttempt, _ invocation: Invocation, _ result: InvocationResult?,
    _ outcome: AttemptResult, jitter: UInt64? = nil, _ snapshot: LoopCatalog
  ) async -> Step {
    let (delivery, target) = (attempt.delivery, attempt.target)
    let now = loop.wallNow
    let decision = attempt.policy.decide(
      after: outcome, attempts: delivery.attempts + 1, expiresAt: attempt.expiresAt, now: now,
      random: jitter ?? randomBits.next())
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
      if snapshot.history.isOn { keepEnd(of: delivery, .success, snapshot) }
      if snapshot.ledger.takesSuccess || delivery.attempts > 0 {
        noteDelivered(attempt, invocation, outcome, snapshot)
      }
      return .finished(leaving: aftermath(of: attempt, invocation, result, outcome, snapshot))
    case .retry(let due):
      snapshot.countRetry(target.version)
      note("delivery will be retried", delivery, outcome.reason)
      noteFailed(attempt, invocation, outcome, then: "retry", due: due, snapshot)
      return .retry(at: due)
    case .dead(let reason):
      snapshot.countDelivery(target, .deadLetter)
      keepEnd(of: delivery, .deadLetter, snapshot)
      note("delivery is dead", delivery, outcome.reason)
      noteFailed(attempt, invocation, outcome, then: "dead", because: reason, snapshot)
      return .dead(
        status: outcome.status, reason: reason, attempts: delivery.attempts + 1,
        leaving: aftermath(
          of: delivery, by: target.association, .deadLetter, because: reason, after: outcome,
          invoked: (invocation, result), snapshot))
    case .failed(let reason):
      snapshot.countDelivery(target, .failure)
      keepEnd(of: delivery, .failure, snapshot)
      note("delivery failed", delivery, outcome.reason)
      noteFailed(attempt, invocation, outcome, then: "failed", because: reason, snapshot)
      return .finished(
        leaving: aftermath(
          of: delivery, by: target.association, .failure, because: reason, after: outcome,
          invoked: (invocation, result), snapshot))
    case .expired:
      noteFailed(attempt, invocation, outcome, then: "expired", snapshot)
      return expire(attempt, snapshot, after: outcome, invoked: (invocation, result))
    }
  }

  /// Whether those that go after a delivery wait, once it is dead, until an operator has decided.
  func holdsLine(after delivery: NewDelivery) -> Bool {
    guard delivery.place != nil, let name = delivery.association,
      let association = current.table.id(of: name)
    else { return false }
    return current.catalog.associations[association.index].onKeyFailure == .hold
  }

  /// Ends a delivery whose event is too old.
  func expire(
    _ attempt: QueuedAttempt, _ snapshot: LoopCatalog, after outcome: AttemptResult? = nil,
    invoked: (invocation: Invocation, result: InvocationResult?)? = nil
  ) -> Step {
    let (delivery, age) = (attempt.delivery, attempt.expiryReason(at: loop.wallNow))
    let reason = outcome.map { "\(age); the last attempt: \($0.reason)" } ?? age
    snapshot.countDelivery(attempt.target, .expired)
    keepEnd(of: delivery, .expired, snapshot)
    note("delivery is too old", delivery, reason)
    noteEnded(
      delivery, attempt, then: attempt.policy.deadLetter ? "dead" : "expired", because: reason,
      snapshot)
    let aftermath = aftermath(
      of: delivery, by: attempt.target.association, .expired, because: reason, after: outcome,
      invoked: invoked, snapshot)
    guard attempt.policy.deadLetter else { return .finished(leaving: aftermath) }
    let attempts = delivery.attempts + (outcome == nil ? 0 : 1)
    return .dead(
      status: outcome?.status, reason: reason, attempts: attempts, leaving: aftermath)
  }

  func note(_ message: String, _ delivery: NewDelivery, _ reason: String) {
    services.log.info(
      message, LogField("delivery", delivery.id), LogField("function", delivery.version),
      LogField("attempt", delivery.attempts + 1), LogField("reason", reason),
      StoredEvent(head: delivery.head, data: nil).trace.map { LogField("trace", $0.traceID) })
  }
}
