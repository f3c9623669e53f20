import CloudEvents
import Deliveries
import EventLoops
import HTTPTransport
import Instants
import Manifests
import Routing
import Storage

// Batches: what `attempt` does for one delivery, for several that go in one request.
extension Router {
  /// A request with a part of a batch, and what it led to.
  private enum PartEnding {
    /// Nothing that tells anything of the function.
    case step(Step)
    case answer(Invocation, BatchAnswer?, AttemptResult)
  }

  /// Makes a delivery ready to go with others; nil where it goes alone.
  func gathered(_ lease: Lease) -> (event: GatheredEvent, key: BatchKey, spec: BatchSpec)? {
    let (delivery, snapshot) = (lease.delivery, current)
    guard !isPaused(delivery), let (target, spec) = batching(of: delivery, snapshot),
      let association = delivery.association
    else { return nil }
    let stored = StoredEvent(head: delivery.head, data: delivery.data)
    guard var event = try? stored.event() else { return nil }
    // A request has one trace, and these events may have many: each carries its own.
    if let trace = nextStep(of: stored.trace, snapshot) { event.carry(trace) }
    var key = BatchKey(association: association, version: delivery.version)
    if case .workers = snapshot.entry(target.version).spec.target {
      key.shard = delivery.shard ?? event.attribute("partitionkey")
    }
    var json: [UInt8] = []
    event.appendJSON(to: &json)
    return (GatheredEvent(lease: lease, json: json), key, spec)
  }

  /// Where a delivery goes, and with how many others; nil where it goes alone.
  private func batching(
    of delivery: NewDelivery, _ snapshot: LoopCatalog
  ) -> (target: Delivery, spec: BatchSpec)? {
    guard let target = snapshot.target(of: delivery, mode: .queued),
      let spec = snapshot.batch(of: target.association)
    else { return nil }
    return (target, spec)
  }

  /// Whether what gathers may do so still.
  func mayGather(_ key: BatchKey, _ spec: BatchSpec) -> Bool {
    let pauses = current.catalog.pauses
    guard !pauses.isPaused(key.association, key.version.function) else { return false }
    return current.table.id(of: key.version) != nil
      && current.batch(of: current.table.id(of: key.association)) == spec
  }

  /// Invokes the function with a batch, and decides for each of its deliveries what comes next.
  ///
  /// - Returns: in the order of the batch's events.
  func attempt(_ batch: EventBatch) async -> [Step] {
    let snapshot = current
    if isPaused(batch.first) { return batch.steps(.paused) }
    // Another rule, or none, may hold since it was gathered.
    guard let (target, spec) = batching(of: batch.first, snapshot), spec == batch.spec else {
      return batch.steps(.released)
    }
    let entry = snapshot.entry(target.version)
    var entered: [Gate] = []
    defer { for gate in entered.reversed() { gate.leave() } }
    for case let gate? in [entry.regulator?.gate, entry.adaptiveGate?.gate, entry.gate] {
      if !enters(gate), let step = await wait(at: gate, batch.first) { return batch.steps(step) }
      entered.append(gate)
    }
    // It may have been paused meanwhile.
    if isPaused(batch.first) { return batch.steps(.paused) }
    let policy = snapshot.catalog.policy(of: target.association)
    let attempts = batch.events.map { QueuedAttempt($0.lease.delivery, to: target, policy) }
    return await pass(batch, attempts, snapshot)
  }

  /// Waits for a place at a gate, until there is a stop or a pause. Who gets too old meanwhile is
  /// found when the batch goes.
  ///
  /// - Returns: nil where the gate has been entered.
  private func wait(at gate: Gate, _ delivery: NewDelivery) async -> Step? {
    while true {
      switch await stand(at: gate, delivery) {
      case .entered: return nil
      case .ended(let step): return step
      case .waiting: break
      }
    }
  }

  /// Ends what is too old, and lets the others go together if they may.
  private func pass(
    _ batch: EventBatch, _ attempts: [QueuedAttempt], _ snapshot: LoopCatalog
  ) async -> [Step] {
    let now = loop.wallNow
    let young = attempts.indices.filter { !attempts[$0].hasExpired(at: now) }
    guard young.count == attempts.count else {
      let rest = young.map { batch.events[$0] }
      let others =
        rest.isEmpty
        ? []
        : await pass(
          EventBatch(batch.key, batch.spec, rest), young.map { attempts[$0] }, snapshot)
      var steps = attempts.map { attempt -> Step? in
        attempt.hasExpired(at: now) ? expire(attempt, snapshot) : nil
      }
      for (index, step) in zip(young, others) { steps[index] = step }
      return steps.compactMap(\.self)
    }
    let version = attempts[0].target.version
    switch admit(attempts, snapshot) {
    case .hold where snapshot !== current:
      // What holds it may have been reloaded while it waited at a gate.
      return batch.steps(.released)
    case .hold(let hold, let time):
      return attempts.map { attempt in
        snapshot.countHold(version, hold)
        return .held(until: wallTime(time, for: attempt))
      }
    case .go(let ticket):
      observeWaits(attempts, snapshot)
      let (steps, outcome) = await deliver(batch, attempts, snapshot)
      if let ticket { end(ticket, outcome, of: version, snapshot) }
      return steps
    }
  }

  private func observeWaits(_ attempts: [QueuedAttempt], _ snapshot: LoopCatalog) {
    for delivery in attempts.lazy.map(\.delivery) where delivery.attempts == 0 {
      let wait = loop.wallNow - max(delivery.acceptedAt, delivery.dueAt)
      snapshot.observeWait(.queued, nanoseconds: max(0, wait.wholeNanoseconds))
    }
  }

  /// Makes the one request, or those that it takes to find what fails.
  ///
  /// - Returns: what came of each delivery, and what tells most of the function: that it was well
  ///   with any part, or else its first failure; nil where nothing does.
  private func deliver(
    _ batch: EventBatch, _ attempts: [QueuedAttempt], _ snapshot: LoopCatalog
  ) async -> (steps: [Step], outcome: AttemptResult?) {
    var parts = Bisection(count: attempts.count, isOn: batch.spec.isBisected)
    var steps = batch.steps(.released)
    var told: AttemptResult?
    var failures: [Range<Int>: (invocation: Invocation, outcome: AttemptResult)] = [:]
    // What fails together comes back together.
    let jitter = randomBits.next()
    while let part = parts.next() {
      switch await invoke(batch, part, attempts, snapshot) {
      case .step(let step):
        for index in part { steps[index] = step }
      case .answer(let invocation, let answer, let outcome):
        guard outcome.kind == .delivered else {
          told = told ?? outcome
          failures[part] = (invocation, outcome)
          parts.noteFailure(part, maySplit: outcome.mayBeOfSomeEvents)
          continue
        }
        parts.noteSuccess()
        if told?.kind != .delivered { told = outcome }
        for index in part {
          let own = attempts[index].outcome(by: answer) ?? outcome
          steps[index] = await conclude(
            attempts[index], invocation, nil, own, jitter: jitter, snapshot)
        }
      }
    }
    for part in parts.failed {
      guard let (invocation, outcome) = failures[part] else { continue }
      for index in part {
        steps[index] = await conclude(
          attempts[index], invocation, nil, outcome, jitter: jitter, snapshot)
      }
    }
    return (steps, told)
  }

  private func invoke(
    _ batch: EventBatch, _ part: Range<Int>, _ attempts: [QueuedAttempt], _ snapshot: LoopCatalog
  ) async -> PartEnding {
    let id = attempts[0].target.version
    let timeout = attempts[0].policy.timeout ?? snapshot.entry(id).spec.timeout
    var invocation = Invocation(
      content: .batch(batch.body(part)), shard: batch.key.shard,
      id: attempts[part.lowerBound].delivery.eventID, deadline: loop.now, time: timeout)
    var started = loop.now
    var result: InvocationResult
    while true {
      if isDraining || Task.isCancelled { return .step(.released) }
      if isPaused(batch.first) { return .step(.paused) }
      started = loop.now
      invocation.deadline = started + timeout
      result = await snapshot.invokers[id.index].invoke(invocation)
      guard case .busy = result else { break }
      try? await loop.sleep(for: Router.busyPause)
    }
    if case .cancelled = result { return .step(.released) }
    snapshot.observeAttempt(
      id, status: result.status, nanoseconds: loop.now.nanoseconds(since: started))
    snapshot.countBatch(attempts[0].target, events: part.count)
    var outcome = result.attempt(now: loop.wallNow, timeout: timeout)
    var answer: BatchAnswer?
    if outcome.kind == .delivered, case .reply(let reply) = result {
      answer = BatchAnswer(reply.body, ids: Set(attempts[part].map(\.delivery.eventID)))
      if case .unusable(let reason)? = answer {
        outcome = AttemptResult(kind: .retryable, cause: .failure, reason: reason)
      }
    }
    if let gate = snapshot.entry(id).adaptiveGate, let sign = AdaptiveLimit.Sign(outcome) {
      gate.note(sign, startedAt: started, loop.now)
    }
    return .answer(invocation, answer, outcome)
  }
}

extension EventBatch {
  /// The same for each of its deliveries.
  func steps(_ step: Router.Step) -> [Router.Step] { events.map { _ in step } }
}

extension QueuedAttempt {
  /// What a batch's answer says of this delivery alone; nil where nothing.
  fileprivate func outcome(by answer: BatchAnswer?) -> AttemptResult? {
    guard case .failures(let ids)? = answer, ids.contains(delivery.eventID) else { return nil }
    return AttemptResult(
      kind: .retryable, cause: .failure, reason: "named in the answer's batchItemFailures")
  }
}

extension AttemptResult {
  /// Whether a batch may have failed for some of its events, and not because of the function.
  fileprivate var mayBeOfSomeEvents: Bool {
    switch cause {
    case .unreachable, .answer(429), .answer(503): false
    case .answer, .timeout, .failure: true
    }
  }
}

extension CloudEvent {
  /// Makes a trace the event's own.
  ///
  /// - Source: CloudEvents, extension "Distributed Tracing".
  fileprivate mutating func carry(_ trace: TraceContext) {
    var own = extensions.filter { $0.name != "traceparent" && $0.name != "tracestate" }
    own.append(ExtensionAttribute(name: "traceparent", value: .string(trace.parentText)))
    if let state = trace.stateText {
      own.append(ExtensionAttribute(name: "tracestate", value: .string(state)))
    }
    extensions = own
  }
}
