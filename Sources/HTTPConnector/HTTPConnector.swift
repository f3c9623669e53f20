import Admissions
import CloudEvents
import Connectors
import EventLoops
import HTTPSyntax
import HTTPTransport
import Instants
import Manifests
import Routing

/// Turns requests into events, on one loop, and receipts into answers.
// Safe because it is confined to its loop's thread.
package final class HTTPConnector: HTTPHandler, @unchecked Sendable {
  private let sink: any EventSink
  let functions: any FunctionSink
  private var sources: HTTPSources
  private let refusals: RefusalLedger?
  private var identifiers: EventIdentifiers
  private var stampedMillisecond = Int64.min
  private var stamp = ""

  /// Events in one batch.
  static let maxBatch = 10_000
  /// Events of a batch that are queued side by side.
  private static let acceptedAtOnce = 256
  /// Bytes of a body that comes without a source.
  static let maxInvocationBytes = 1_048_576
  /// Bytes of a large body that are held where it can't be passed on as it comes.
  static let maxHeldBytes = HTTPSourceSpec.maxHeldBodyBytes

  package init(
    sink: any EventSink, functions: any FunctionSink, sources: HTTPSources,
    refusals: RefusalLedger? = nil, seed: (UInt64, UInt64)
  ) {
    self.sink = sink
    self.functions = functions
    self.sources = sources
    self.refusals = refusals
    identifiers = EventIdentifiers(seed: seed)
  }

  /// Takes a new snapshot; requests under way go on with the old one.
  package func adopt(_ new: HTTPSources) { sources = new }

  package func handle(_ connection: HTTPServerConnection) async throws(StreamError) {
    let sources = sources
    switch connection.withHead({ plan($0, $1, sources, connection) }) {
    case .event(let intake): try await takeIn(intake, connection)
    case let other: try await answer(other, connection)
    }
  }

  /// Answers what is no event for a source.
  private func answer(_ plan: consuming RequestPlan, _ connection: HTTPServerConnection)
    async throws(StreamError)
  {
    switch plan {
    case .event(let intake): try await takeIn(intake, connection)
    case .invocation(let reference, let mode, let intake):
      try await invoke(reference, mode, intake, connection)
    case .cancellation(let call, let seal): try await cancel(call, seal, connection)
    case .inquiry(let call, let seal): try await report(on: call, seal, connection)
    case .webHookHandshake(let origin): try await answerHandshake(origin, connection)
    case .options(let allow):
      try await connection.respond(status: 204, body: []) { appendAllow(allow, to: &$0) }
    case .refused(let problem, let allow):
      try await connection.respond(problem) { appendAllow(allow, to: &$0) }
    case .denied(let source, let refusal): try await deny(refusal, source, connection)
    }
  }

  // MARK: Events

  private func takeIn(_ intake: Intake, _ connection: HTTPServerConnection)
    async throws(StreamError)
  {
    guard let source = intake.source else { return }
    if intake.isBatch { return try await takeInBatch(intake, source, connection) }
    var early: CloudEvent?
    do throws(CloudEventError) {
      early = try eventNow(intake, connection)
    } catch {
      return try await refuse(error, connection)
    }
    if early == nil { early = try await receiveEvent(intake, connection) }
    guard let event = early else { return }
    let receipt = await sink.accept(
      Arrival(
        event: event, source: source, trace: intake.trace, request: intake.request,
        isAnswered: true, client: connection, notBefore: intake.notBefore))
    try await answer(receipt, event.id, connection)
  }

  private func takeInBatch(
    _ intake: Intake, _ source: SourceName, _ connection: HTTPServerConnection
  ) async throws(StreamError) {
    guard let body = try await readBody(intake, connection) else { return }
    let events: [CloudEvent]
    do throws(CloudEventError) {
      events = try CloudEvent.batch(json: body.span, limit: HTTPConnector.maxBatch)
    } catch {
      return try await connection.respond(Problem(status: 400, detail: error.description))
    }
    var outcomes: [BatchOutcome] = []
    // What is queued alone shares its commits; functions that answer get one event after the other.
    let atOnce = intake.isQueuedOnly ? HTTPConnector.acceptedAtOnce : 1
    while outcomes.count < events.count {
      let next = events[outcomes.count...].prefix(atOnce)
      for (event, receipt) in zip(next, await accept(next, source, intake, connection.loop)) {
        if receipt.reply == nil, receipt.verdict != .settled {
          return try await answer(receipt, event.id, connection)
        }
        outcomes.append(BatchOutcome(id: event.id, receipt: receipt))
      }
    }
    // One status speaks for all: the first failure's, so that a sender does not think all is well.
    let failure = outcomes.lazy.compactMap { $0.receipt.reply?.status }.first { $0 >= 300 }
    try await connection.respond(status: failure ?? 202, body: BatchOutcome.json(outcomes)) {
      output in
      output.append("Content-Type: application/json\r\n")
    }
  }

  /// Hands events on side by side, in their order: each has begun before the one after it.
  private func accept(
    _ events: ArraySlice<CloudEvent>, _ source: SourceName, _ intake: Intake, _ loop: EventLoop
  ) async -> [Receipt] {
    let (trace, request, notBefore) = (intake.trace, intake.request, intake.notBefore)
    return await withTaskGroup(of: (Int, Receipt).self) { group in
      for (index, event) in events.enumerated() {
        group.addTask(executorPreference: loop) {
          let arrival = Arrival(
            event: event, source: source, trace: trace, request: request, isAnswered: true,
            notBefore: notBefore)
          return (index, await self.sink.accept(arrival))
        }
      }
      var receipts: [(Int, Receipt)] = []
      for await receipt in group { receipts.append(receipt) }
      return receipts.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// Makes the event, where all of the body is here already.
  private func eventNow(_ intake: Intake, _ connection: HTTPServerConnection)
    throws(CloudEventError) -> CloudEvent?
  {
    guard intake.seal == nil, let body = connection.bodyNow(limit: intake.maxBodyBytes) else {
      return nil
    }
    return try makeEvent(intake, body, connection.loop.wallNow)
  }

  private func refuse(_ error: CloudEventError, _ connection: HTTPServerConnection)
    async throws(StreamError)
  {
    try await connection.respond(Problem(status: 400, detail: error.description))
  }

  /// Reads the body and makes the event; nil where the request has been refused.
  private func receiveEvent(_ intake: Intake, _ connection: HTTPServerConnection)
    async throws(StreamError) -> CloudEvent?
  {
    let body: [UInt8]
    if intake.seal != nil || intake.isStructured {
      guard let bytes = try await readBody(intake, connection) else { return nil }
      body = bytes
    } else {
      switch try await connection.startBody(limit: intake.maxBodyBytes) {
      case .whole(let bytes): body = bytes
      case .refused: return nil
      case .pending:
        if intake.isJudged { connection.pendingBody?.passesTrailers = false }
        body = []
      }
    }
    do throws(CloudEventError) {
      return try makeEvent(intake, body, connection.loop.wallNow)
    } catch {
      try await refuse(error, connection)
      return nil
    }
  }

  /// Reads the whole body and checks its signature; nil where the request has been refused.
  private func readBody(_ intake: Intake, _ connection: HTTPServerConnection)
    async throws(StreamError) -> [UInt8]?
  {
    let (source, seal) = (intake.source, intake.seal)
    let limit = min(intake.maxBodyBytes, HTTPConnector.maxHeldBytes)
    guard let body = try await connection.body(limit: limit) else { return nil }
    guard let refusal = seal?.refusal(of: body.span, at: connection.loop.wallNow) else {
      return body
    }
    try await deny(refusal, source ?? Admission.invocations, connection)
    return nil
  }

  private func makeEvent(_ intake: Intake, _ body: [UInt8], _ now: WallTime)
    throws(CloudEventError) -> CloudEvent
  {
    var event: CloudEvent
    switch intake.takeEnvelope() {
    case .binary(let assembler): event = try assembler.finish(data: body.isEmpty ? nil : body)
    case .structured: event = try CloudEvent(json: body.span)
    case .batch: throw CloudEventError(.atMost(1))
    case .none(let contentType):
      event = CloudEvent.wrapping(
        id: identifiers.next(at: now), source: intake.eventSource,
        type: "dev.patchbay.http.request", subject: intake.path,
        timeText: timeText(now),
        contentType: contentType, data: body.isEmpty ? nil : body)
    }
    for parameter in intake.parameters where event.attribute(parameter.name) == nil {
      event.extensions.append(
        ExtensionAttribute(name: parameter.name, value: .string(parameter.value)))
    }
    return event
  }

  /// The time to the millisecond; written once for all events of the same one.
  private func timeText(_ now: WallTime) -> String {
    let millisecond = now.millisecondsSinceEpoch
    if millisecond != stampedMillisecond {
      stampedMillisecond = millisecond
      stamp = WallTime(millisecondsSinceEpoch: millisecond).rfc3339
    }
    return stamp
  }

  // MARK: Invocations without a source

  private func invoke(
    _ reference: FunctionReference, _ mode: DeliveryMode, _ intake: Intake,
    _ connection: HTTPServerConnection
  ) async throws(StreamError) {
    guard let event = try await receiveEvent(intake, connection) else { return }
    let id = event.id
    guard
      let receipt = await functions.invoke(
        reference, mode: mode, event, trace: intake.trace, request: intake.request,
        client: connection, notBefore: intake.notBefore, callback: intake.callback)
    else {
      return try await connection.respond(
        Problem(
          status: 404,
          detail: "there is no function \(reference); `patchbay get functions` lists what there is"
        ))
    }
    try await answer(receipt, id, connection)
  }

  // MARK: Answers

  func answer(_ receipt: Receipt, _ id: String, _ connection: HTTPServerConnection)
    async throws(StreamError)
  {
    if receipt.isAnswered { return }
    if let reply = receipt.reply {
      return try await connection.respond(status: reply.status, body: reply.body) {
        reply.appendHeaderLines(eventID: id, for: connection, to: &$0)
      }
    }
    switch receipt.verdict {
    case .settled:
      var body = connection.loop.lendScratch()
      BatchOutcome(id: id, receipt: receipt).append(to: &body)
      defer { connection.loop.returnScratch(&body) }
      try await connection.respond(status: 202, body: body) { output in
        output.append(contentsOf: HTTPConnector.callLead)
        HeaderValue.append(encoding: (receipt.deliveries.first ?? id).utf8Span.span, to: &output)
        output.append(contentsOf: HTTPConnector.eventLead)
        HeaderValue.append(encoding: id.utf8Span.span, to: &output)
        output.appendLineEnd()
      }
    case .retryLater(let reason, let after):
      try await connection.respond(
        Problem(status: 503, detail: reason),
        retryAfterSeconds: max(1, Int(after?.components.seconds ?? 1)))
    case .refused(let reason):
      try await connection.respond(Problem(status: 400, detail: reason))
    }
  }

  private static let callLead = Array("Content-Type: application/json\r\nX-Call-Id: ".utf8)
  private static let eventLead = Array("\r\nX-Patchbay-Event-Id: ".utf8)

  /// CloudEvents' abuse protection: whoever asks may send.
  ///
  /// Source: CloudEvents HTTP 1.1 Web Hooks 1.0.2, section 4.
  private func answerHandshake(_ origin: String, _ connection: HTTPServerConnection)
    async throws(StreamError)
  {
    try await connection.respond(status: 200, body: []) { output in
      output.append("WebHook-Allowed-Origin: ")
      output.append(contentsOf: origin.utf8)
      output.append("\r\nWebHook-Allowed-Rate: *\r\nAllow: POST\r\n")
    }
  }

  func deny(_ refusal: Refusal, _ source: SourceName, _ connection: HTTPServerConnection)
    async throws(StreamError)
  {
    refusals?.note(refusal.reason, from: source)
    try await connection.respond(
      refusal.problem, retryAfterSeconds: refusal.retryAfterSeconds
    ) { output in
      guard let challenge = refusal.challenge else { return }
      output.append("WWW-Authenticate: \(challenge)\r\n")
    }
  }

  private func appendAllow(_ methods: [String], to output: inout [UInt8]) {
    guard !methods.isEmpty else { return }
    output.append("Allow: ")
    output.append(contentsOf: methods.joined(separator: ", ").utf8)
    output.append("\r\n")
  }
}
