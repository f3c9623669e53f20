import CloudEvents
import Connectors
import Deliveries
import EventLoops
import HTTPSyntax
import Instants
import JSONSyntax
import Manifests
import Routing
import Storage

// What is noted down for `patchbay why`. Each of these looks first whether anything is.
extension Router {
  /// Associations of an event's source that are told of.
  private static let maxVerdicts = 32

  /// An event that no association wants.
  @inline(never)
  func noteUnmatched(_ arrival: borrowing Arrival, _ source: SourceID, _ snapshot: LoopCatalog) {
    guard snapshot.ledger.isOn, mayExplain(arrival.event.id, snapshot) else { return }
    noteRoute(arrival.event, from: source, at: loop.wallNow, snapshot)
  }

  /// What is not even attempted while its sender waits, with the reason that it gets.
  @inline(never)
  func noted(
    _ receipt: Receipt, _ delivery: Delivery?, _ arrival: borrowing Arrival,
    _ snapshot: LoopCatalog
  ) -> Receipt {
    guard snapshot.ledger.isOn, case .retryLater(let reason, let pause) = receipt.verdict,
      mayExplain(arrival.event.id, snapshot)
    else { return receipt }
    noteRoute(
      arrival.event, from: source(of: arrival, delivery, snapshot), at: loop.wallNow, snapshot)
    var members = delivery.map { self.members(of: $0, snapshot) } ?? []
    if let status = receipt.reply?.status {
      members.append(JSONMember("status", .integer(Int64(status))))
    }
    members.append(JSONMember("reason", .string(reason)))
    if let pause { members.append(JSONMember("retryAfter", .integer(pause.components.seconds))) }
    ledger.note(event: arrival.event.id, at: loop.wallNow, "refused", members)
    return receipt
  }

  // MARK: Sync

  /// A sync event that its function has answered well.
  func noteAnswered(
    _ delivery: Delivery, _ status: Int, _ arrival: borrowing Arrival, since started: MonotonicTime,
    _ snapshot: LoopCatalog
  ) {
    guard snapshot.ledger.samples(arrival.event.id) else { return }
    let source = source(of: arrival, delivery, snapshot)
    if let source, !snapshot.table.isPlain(source) {
      noteRoute(arrival.event, from: source, at: loop.wallNow, snapshot)
    }
    ledger.note(
      event: arrival.event.id, delivery: nil, at: loop.wallNow,
      fixed: snapshot.answeredMembers(delivery, from: source, status),
      number: loop.now.nanoseconds(since: started) / 1_000)
  }

  /// A sync event that has come to any other end.
  @inline(never)
  func noteAttempt(
    _ delivery: Delivery, _ result: AttemptResult, _ arrival: borrowing Arrival,
    since started: MonotonicTime, _ snapshot: LoopCatalog
  ) {
    if result.kind == .delivered {
      guard snapshot.ledger.takesSuccess else { return }
      return noteAnswered(delivery, result.status ?? 0, arrival, since: started, snapshot)
    }
    guard snapshot.ledger.isOn, mayExplain(arrival.event.id, snapshot) else { return }
    noteRoute(
      arrival.event, from: source(of: arrival, delivery, snapshot), at: loop.wallNow, snapshot)
    let isBuried =
      result.kind == .permanent && !arrival.isAnswered && delivery.association != nil
      && snapshot.catalog.policy(of: delivery.association).deadLetter
    ledger.note(
      event: arrival.event.id, at: loop.wallNow, "attempt",
      members(of: delivery, snapshot) + self.members(of: result)
        + [
          JSONMember("then", isBuried ? "dead" : "failed"),
          JSONMember("took", .integer(loop.now.nanoseconds(since: started) / 1_000)),
        ])
  }

  // MARK: Queued

  /// Deliveries that have become durable.
  func noteQueued(
    _ deliveries: [Delivery], _ stored: [NewDelivery], _ arrival: borrowing Arrival,
    _ snapshot: LoopCatalog
  ) {
    guard snapshot.ledger.samples(arrival.event.id) else { return }
    let source = source(of: arrival, deliveries.first, snapshot)
    if let source, !snapshot.table.isPlain(source) {
      noteRoute(arrival.event, from: source, at: loop.wallNow, snapshot)
    }
    for (delivery, new) in zip(deliveries, stored) {
      ledger.note(
        event: new.eventID, delivery: new.id, at: new.acceptedAt,
        fixed: snapshot.queuedMembers(delivery, from: source),
        number: new.dueAt.millisecondsSinceEpoch)
    }
  }

  /// What was not queued, for it had been queued a short while ago.
  ///
  /// - Parameter first: the delivery that it was queued as then.
  @inline(never)
  func noteDuplicate(_ delivery: NewDelivery, of first: String, _ snapshot: LoopCatalog) {
    guard snapshot.ledger.isOn, mayExplain(delivery.eventID, snapshot) else { return }
    var members = [
      JSONMember("association", delivery.association.map { .string($0.text) } ?? .null),
      JSONMember("function", .string(delivery.version.description)),
    ]
    if let window = delivery.once?.window {
      members.append(JSONMember("window", .string(window.written)))
    }
    ledger.note(
      event: delivery.eventID, delivery: first, at: delivery.acceptedAt, "duplicate", members)
  }

  /// A queued delivery that its function took.
  func noteDelivered(
    _ attempt: QueuedAttempt, _ invocation: Invocation, _ result: AttemptResult,
    _ snapshot: LoopCatalog
  ) {
    let delivery = attempt.delivery
    guard snapshot.ledger.isOn, delivery.attempts == 0 else {
      return noteFailed(attempt, invocation, result, then: "delivered", snapshot)
    }
    guard snapshot.ledger.samples(delivery.eventID) else { return }
    ledger.note(
      event: delivery.eventID, delivery: delivery.id, at: loop.wallNow,
      fixed: snapshot.deliveredMembers(
        attempt.target, result.status ?? 0, batch: invocation.batchSize),
      number: took(invocation))
  }

  /// A queued delivery's attempt that failed, or came after one that did.
  ///
  /// - Parameter due: of the next attempt.
  @inline(never)
  func noteFailed(
    _ attempt: QueuedAttempt, _ invocation: Invocation, _ result: AttemptResult, then: String,
    due: WallTime? = nil, because reason: String? = nil, _ snapshot: LoopCatalog
  ) {
    guard snapshot.ledger.isOn else { return }
    let delivery = attempt.delivery
    noteOrigin(of: attempt, snapshot)
    let took = took(invocation)
    let waited = loop.wallNow - max(delivery.acceptedAt, delivery.dueAt)
    var members = members(of: attempt.target, snapshot)
    members.append(JSONMember("number", .integer(Int64(delivery.attempts + 1))))
    if let size = invocation.batchSize {
      members.append(JSONMember("batch", .integer(Int64(size))))
    }
    members += self.members(of: result)
    members.append(JSONMember("then", .string(then)))
    if let reason, reason != result.reason {
      members.append(JSONMember("because", .string(reason)))
    }
    if let due { members.append(JSONMember("due", .integer(due.millisecondsSinceEpoch))) }
    members.append(
      JSONMember("waited", .integer(max(0, waited.wholeNanoseconds / 1_000 - took))))
    members.append(JSONMember("took", .integer(took)))
    ledger.note(
      event: delivery.eventID, delivery: delivery.id, at: loop.wallNow, "attempt", members)
  }

  /// A delivery that is made because another one has ended.
  @inline(never)
  func noteFollowUp(
    _ followUp: NewDelivery, of delivery: NewDelivery, _ snapshot: LoopCatalog
  ) {
    guard snapshot.ledger.isOn, mayExplain(delivery.eventID, snapshot) else { return }
    ledger.note(
      event: delivery.eventID, delivery: followUp.id, at: loop.wallNow, "followed",
      [
        JSONMember("association", followUp.association.map { .string($0.text) } ?? .null),
        JSONMember("function", .string(followUp.version.description)),
        JSONMember("of", .string(delivery.id)),
      ])
  }

  /// A queued delivery that has ended without another attempt.
  @inline(never)
  func noteEnded(
    _ delivery: NewDelivery, _ attempt: QueuedAttempt?, then: String, because reason: String,
    _ snapshot: LoopCatalog
  ) {
    guard snapshot.ledger.isOn else { return }
    if let attempt { noteOrigin(of: attempt, snapshot) }
    ledger.note(
      event: delivery.eventID, delivery: delivery.id, at: loop.wallNow, "ended",
      [
        JSONMember("association", delivery.association.map { .string($0.text) } ?? .null),
        JSONMember("function", .string(delivery.version.description)),
        JSONMember("then", .string(then)), JSONMember("reason", .string(reason)),
      ])
  }

  /// A call that its sender has cancelled.
  func noteCancelled(_ call: String, _ delivery: CancelledDelivery, _ snapshot: LoopCatalog) {
    guard snapshot.ledger.isOn else { return }
    ledger.note(
      event: delivery.eventID, delivery: call, at: loop.wallNow, "ended",
      [
        JSONMember("association", .null),
        JSONMember("function", .string(delivery.version.description)),
        JSONMember("then", "cancelled"), JSONMember("reason", "its sender asked for that"),
      ])
  }

  /// Where an event came from that was not recorded when it came: told at its first failure, by
  /// the catalog of then.
  private func noteOrigin(of attempt: QueuedAttempt, _ snapshot: LoopCatalog) {
    let delivery = attempt.delivery
    guard delivery.attempts == 0, !snapshot.ledger.samples(delivery.eventID), ledger.takeTurn(),
      let event = try? attempt.event.event()
    else { return }
    noteRoute(
      event, from: snapshot.origin(of: event, attempt.target.association),
      at: delivery.acceptedAt, snapshot, isAfterwards: true, own: attempt.target)
  }

  // MARK: Parts

  /// nil for an invocation without a source.
  private func source(
    of arrival: borrowing Arrival, _ delivery: Delivery?, _ snapshot: LoopCatalog
  ) -> SourceID? {
    if let delivery, delivery.association == nil { return nil }
    return snapshot.id(of: arrival.source)
  }

  /// Whether what failed may be told of in full.
  private func mayExplain(_ event: String, _ snapshot: LoopCatalog) -> Bool {
    snapshot.ledger.samples(event) || ledger.takeTurn()
  }

  /// - Parameters:
  ///   - source: nil where it is not known, or there is none.
  ///   - own: the delivery that is told of where the source is not known.
  private func noteRoute(
    _ event: CloudEvent, from source: SourceID?, at time: WallTime, _ snapshot: LoopCatalog,
    isAfterwards: Bool = false, own: Delivery? = nil
  ) {
    var payload = Payload(parser: parseJSON)
    var verdicts: [AssociationVerdict] = []
    var others = 0
    if let source {
      (verdicts, others) = snapshot.table.verdicts(
        on: event, from: source, limit: Router.maxVerdicts, payload: &payload)
    } else if let association = own?.association {
      verdicts = [snapshot.table.verdict(on: event, by: association, payload: &payload)]
    }
    var members = snapshot.stampMembers
    if let source {
      members.insert(JSONMember("source", .string(snapshot.name(of: source))), at: 0)
    }
    if isAfterwards { members.append(JSONMember("toldAfterwards", true)) }
    members.append(JSONMember("associations", .array(verdicts.map(\.json))))
    if others > 0 { members.append(JSONMember("others", .integer(Int64(others)))) }
    ledger.note(event: event.id, at: time, "routed", members)
  }

  private func members(of delivery: Delivery, _ snapshot: LoopCatalog) -> [JSONMember] {
    let association = delivery.association.map { snapshot.table.name(of: $0).text }
    return [
      JSONMember("association", association.map { .string($0) } ?? .null),
      JSONMember("function", .string(snapshot.entry(delivery.version).name)),
      JSONMember("mode", .string(delivery.mode.rawValue)),
    ]
  }

  private func members(of result: AttemptResult) -> [JSONMember] {
    [
      JSONMember("status", result.status.map { .integer(Int64($0)) } ?? .null),
      JSONMember("reason", .string(result.reason)),
    ]
  }

  /// Microseconds since an attempt began.
  private func took(_ invocation: Invocation) -> Int64 {
    let left = invocation.deadline - loop.now
    return ((invocation.time ?? left) - left).wholeNanoseconds / 1_000
  }
}

extension AssociationVerdict {
  fileprivate var json: JSONValue {
    var members = [
      JSONMember("name", .string(name.text)), JSONMember("matched", .bool(matched)),
      JSONMember("mode", .string(mode.rawValue)), JSONMember("reason", .string(reason)),
    ]
    if let function { members.append(JSONMember("function", .string(function.description))) }
    if let hash {
      let digits = String(hash, radix: 16)
      let padded = String(repeating: "0", count: 16 - digits.utf8.count) + digits
      members.append(JSONMember("hash", .string(padded)))
    }
    return .object(members)
  }
}
