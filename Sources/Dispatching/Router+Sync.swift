import CloudEvents
import Connectors
import Deliveries
import EventLoops
import HTTPSyntax
import HTTPTransport
import Instants
import Manifests
import Routing
import Storage
import Synchronization
import Telemetry

extension Router {
  /// Invokes a function while its source waits; nothing touches the disk.
  func invokeNow(
    _ delivery: Delivery, _ arrival: borrowing Arrival, _ snapshot: LoopCatalog
  ) async -> Receipt {
    let entry = snapshot.entry(delivery.version)
    let began = loop.now
    var ticket: Breaker.Ticket?
    if snapshot.catalog.limitsSync, let refusal = refusal(delivery, &ticket, snapshot) {
      keepEnd(of: delivery, .failure, arrival, snapshot)
      return noted(refusal, delivery, arrival, snapshot)
    }
    if !entry.gate.tryEnter(), let problem = await waitForPlace(entry) {
      if let ticket { end(ticket, nil, of: delivery.version, snapshot) }
      snapshot.countDelivery(delivery, .failure)
      keepEnd(of: delivery, .failure, arrival, snapshot)
      return noted(busy(problem, entry), delivery, arrival, snapshot)
    }
    defer { entry.gate.leave() }
    let started = loop.now
    snapshot.observeWait(.sync, nanoseconds: started.nanoseconds(since: began))
    let trace = nextStep(of: arrival.trace, snapshot)
    let result = await snapshot.invokers[delivery.version.index].invoke(
      Invocation(
        content: .event(arrival.event), trace: trace, request: arrival.request,
        shard: arrival.shard, id: arrival.event.id, deadline: started + entry.spec.timeout,
        streamedBody: arrival.client?.pendingBody,
        passesReply: passesReply(arrival, delivery, snapshot)))
    if let ticket {
      let outcome = result.attempt(now: loop.wallNow, timeout: entry.spec.timeout)
      end(ticket, result.tellsOfTarget ? outcome : nil, of: delivery.version, snapshot)
    }
    return if let receipt = receipt(result, of: delivery, since: started, arrival, snapshot) {
      receipt
    } else {
      await settle(result, of: delivery, since: started, arrival, trace, snapshot)
    }
  }

  /// What mostly becomes of an event: its function has answered well, and nobody but the source
  /// wants the answer; nil for all else.
  private func receipt(
    _ result: InvocationResult, of delivery: Delivery, since started: MonotonicTime,
    _ arrival: borrowing Arrival, _ snapshot: LoopCatalog
  ) -> Receipt? {
    guard case .reply(let reply) = result, reply.rest == nil,
      AttemptResult.Kind(httpStatus: reply.status) == .delivered,
      snapshot.catalog.resultSources[delivery.version.index].isEmpty
    else { return nil }
    snapshot.observeAttempt(
      delivery.version, status: reply.status, nanoseconds: loop.now.nanoseconds(since: started))
    snapshot.countDelivery(delivery, .success)
    if snapshot.ledger.takesSuccess {
      noteAnswered(delivery, reply.status, arrival, since: started, snapshot)
    }
    if snapshot.history.takesAll { keepEnd(of: delivery, .success, arrival, snapshot) }
    let name = snapshot.entry(delivery.version).name
    return Receipt(
      verdict: .settled,
      reply: Reply(
        status: reply.status, headerLines: reply.headerLines, body: reply.body, function: name))
  }

  /// Says what became of an event; the answer is passed on first, where it is not complete yet.
  private func settle(
    _ outcome: InvocationResult, of delivery: Delivery, since started: MonotonicTime,
    _ arrival: borrowing Arrival, _ trace: TraceContext?, _ snapshot: LoopCatalog
  ) async -> Receipt {
    let entry = snapshot.entry(delivery.version)
    var result = outcome
    var isAnswered = false
    if case .reply(let reply) = result, let rest = reply.rest, let client = arrival.client {
      result = await passOn(
        rest, of: reply, from: entry.name, to: client, eventID: arrival.event.id)
      isAnswered = true
    }
    let ended = loop.now
    snapshot.observeAttempt(
      delivery.version, status: result.status, nanoseconds: ended.nanoseconds(since: started))
    let attempt = result.attempt(now: loop.wallNow, timeout: entry.spec.timeout)
    noteAttempt(delivery, attempt, arrival, since: started, snapshot)
    if attempt.kind == .permanent, !arrival.isAnswered, delivery.association != nil {
      return await conclude(delivery, arrival, attempt, snapshot)
    }
    snapshot.countDelivery(delivery, result.outcome(attempt))
    keepEnd(of: delivery, result.outcome(attempt), arrival, snapshot)
    if isAnswered, result.status != nil { return .answered }
    if case .body(let failure) = result { return refused(failure, entry) }
    if case .reply(let reply) = result {
      if attempt.kind == .delivered {
        await passOn(
          reply, of: delivery.version, cause: arrival.event, trace: trace, snapshot)
      }
      return Receipt(
        verdict: verdict(attempt),
        reply: Reply(
          status: reply.status, headerLines: reply.headerLines, body: reply.body,
          function: entry.name))
    }
    if case .busy(let reason) = result {
      return busy(Problem(status: 503, detail: "\(entry.name) is overloaded: \(reason)"), entry)
    }
    services.log.warning(
      "function gave no answer", LogField("function", entry.name),
      LogField("event", arrival.event.id), LogField("reason", attempt.reason),
      trace.map { LogField("trace", $0.traceID) })
    if isAnswered { return .answered }
    return Receipt(
      verdict: verdict(attempt), reply: Reply(problem(result, attempt), function: entry.name))
  }

  // MARK: Large bodies

  /// Takes in all of a large body that can't be passed on.
  ///
  /// - Returns: false where it was refused, and the client told so.
  func holdBody(of arrival: inout Arrival) async -> Bool {
    guard let client = arrival.client, client.pendingBody != nil else { return true }
    let body = try? await client.restOfBody(limit: HTTPSourceSpec.maxHeldBodyBytes)
    arrival.event.data = body ?? nil
    return arrival.event.data != nil
  }

  /// Whether an answer may go to its client while it comes: nobody else wants it.
  private func passesReply(
    _ arrival: borrowing Arrival, _ delivery: Delivery, _ snapshot: LoopCatalog
  ) -> Bool {
    guard let client = arrival.client, client.takesPieces else { return false }
    return snapshot.catalog.resultSources[delivery.version.index].isEmpty
  }

  /// Passes an answer on while it comes.
  ///
  /// - Returns: what became of it; where the function broke off, the client's connection ends, too.
  private func passOn(
    _ rest: ReplyBody, of reply: HTTPReply, from function: String,
    to client: HTTPServerConnection, eventID: String
  ) async -> InvocationResult {
    let head = Reply(
      status: reply.status, headerLines: reply.headerLines, body: [], function: function)
    do throws(StreamError) {
      try await client.beginReply(status: reply.status, length: rest.length) {
        head.appendHeaderLines(eventID: eventID, for: client, to: &$0)
      }
    } catch {
      return .body(.gone)
    }
    do throws(ReplyBody.Failure) {
      try await rest.pass(to: client)
      return .reply(reply)
    } catch {
      client.stream.close()
      switch error {
      case .client: return .body(.gone)
      case .upstream(.timedOut): return .timedOut
      case .upstream(.cancelled): return .cancelled
      case .upstream(let failure): return .failed(reason: failure.description)
      }
    }
  }

  private func refused(_ failure: RequestBody.Failure, _ entry: VersionEntry) -> Receipt {
    guard let problem = failure.problem else { return .answered }
    return Receipt(verdict: .settled, reply: Reply(problem, function: entry.name))
  }

  /// Ends what failed for good and nobody is told of: with a dead letter, where these are wanted.
  private func conclude(
    _ delivery: Delivery, _ arrival: borrowing Arrival, _ attempt: AttemptResult,
    _ snapshot: LoopCatalog
  ) async -> Receipt {
    var letter = stored(delivery, arrival, loop.wallNow, snapshot)
    guard snapshot.catalog.policy(of: delivery.association).deadLetter else {
      snapshot.countDelivery(delivery, .failure)
      keepEnd(of: delivery, .failure, arrival, snapshot)
      note("delivery failed", letter, attempt.reason)
      return Receipt(verdict: .settled)
    }
    snapshot.countDelivery(delivery, .deadLetter)
    keepEnd(of: delivery, .deadLetter, arrival, snapshot)
    note("delivery is dead", letter, attempt.reason)
    letter.attempts = 1
    return await bury(letter, status: attempt.status, reason: attempt.reason)
  }

  private func verdict(_ attempt: AttemptResult) -> Receipt.Verdict {
    switch attempt.kind {
    case .delivered, .permanent: .settled
    case .retryable: .retryLater(reason: attempt.reason, after: attempt.retryAfter)
    }
  }

  /// Waits at a version's gate.
  ///
  /// - Returns: why there is no place; nil where it has been entered.
  private func waitForPlace(_ entry: VersionEntry) async -> Problem? {
    let limit = "its limit of invocations under way (\(entry.spec.concurrency))"
    let joinedAt = loop.now
    guard entry.spec.maxWait > .zero else {
      return Problem(status: 429, detail: "\(entry.name) is at \(limit)")
    }
    guard entry.line.withLock({ $0.join(now: joinedAt) }) else {
      return Problem(
        status: 503, detail: "\(entry.name) is overloaded: too many wait too long at \(limit)")
    }
    let isInside = await entry.gate.enter(until: joinedAt + entry.spec.maxWait, loop: loop)
    entry.line.withLock { $0.leave(joinedAt: joinedAt, now: loop.now) }
    return isInside ? nil : Problem(status: 429, detail: "\(entry.name) is at \(limit)")
  }

  func busy(
    _ problem: Problem, _ entry: VersionEntry, after wait: Duration = .seconds(1)
  ) -> Receipt {
    var reply = Reply(problem, function: entry.name)
    let wait = wait.roundedUp
    reply.headerLines.append("Retry-After: \(wait.components.seconds)\r\n")
    return Receipt(
      verdict: .retryLater(reason: problem.detail ?? problem.title, after: wait),
      reply: reply)
  }

  private func problem(_ result: InvocationResult, _ attempt: AttemptResult) -> Problem {
    switch result {
    case .timedOut: .init(status: 504, detail: "the function \(attempt.reason)")
    case .cancelled, .body: .init(status: 503, detail: attempt.reason)
    // Where it was looked for is not the client's business; the log says it.
    case .unreachable: .init(status: 502, detail: "the function can't be reached")
    case .reply, .failed, .insecure, .busy:
      .init(status: 502, detail: "the function failed: \(attempt.reason)")
    }
  }
}

extension Reply {
  /// Patchbay's own answer where a function gave none.
  init(_ problem: Problem, function: String) {
    self.init(
      status: problem.status,
      headerLines: Array("Content-Type: application/problem+json\r\n".utf8), body: problem.body,
      function: function)
  }
}

extension InvocationResult {
  /// The HTTP status that came; nil where none did.
  var status: Int? {
    if case .reply(let reply) = self { reply.status } else { nil }
  }

  /// Whether it came of the target, and not of this router or the client.
  var tellsOfTarget: Bool {
    switch self {
    case .busy, .body, .cancelled: false
    case .reply, .timedOut, .unreachable, .insecure, .failed: true
    }
  }

  /// How a sync delivery has ended.
  func outcome(_ attempt: AttemptResult) -> DeliveryOutcome {
    if case .body = self { return .cancelled }
    return attempt.kind == .delivered ? .success : .failure
  }

  /// The result in the words of the delivery contract.
  func attempt(now: WallTime, timeout: Duration) -> AttemptResult {
    switch self {
    case .reply(let reply):
      AttemptResult(httpStatus: reply.status, retryAfterHeader: reply.retryAfter, now: now)
    case .timedOut:
      AttemptResult(
        kind: .retryable, cause: .timeout, reason: "timed out after \(timeout.written)")
    case .failed(let reason):
      AttemptResult(kind: .retryable, cause: .failure, reason: reason)
    case .unreachable(let reason), .insecure(let reason), .busy(let reason):
      AttemptResult(kind: .retryable, cause: .unreachable, reason: reason)
    case .body:
      AttemptResult(kind: .permanent, cause: .failure, reason: "the request's body did not end")
    case .cancelled:
      AttemptResult(
        kind: .retryable, cause: .failure, reason: "cancelled: the router is stopping")
    }
  }
}
