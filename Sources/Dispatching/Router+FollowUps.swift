import CloudEvents
import Deliveries
import EventLoops
import HTTPSyntax
import Instants
import JSONSyntax
import Routing
import Storage
import Telemetry

// What is delivered because a delivery has ended.
extension Router {
  /// Bytes of an answer that goes on.
  private static let maxAnswerBytes = 16 * 1_048_576
  /// Characters of a reason: it goes in a header.
  private static let maxReasonLength = 500

  /// What an end tells besides its attributes.
  private struct FollowUpPayload {
    var contentType: String?
    var schema: String?
    var data: [UInt8]?
    /// Why there is no data, for people.
    var omission: String?
  }

  /// What delivers the end of a delivery; nil where nothing does.
  ///
  /// - Parameter association: nil where it has none, or none any more.
  func follower(
    of outcome: DeliveryOutcome, of delivery: NewDelivery, by association: AssociationID?,
    _ snapshot: LoopCatalog
  ) -> AssociationID? {
    let catalog = snapshot.catalog
    if let association {
      return (outcome == .success ? catalog.successes : catalog.failures)[association.index]
    }
    // What came without a source is a call: it alone may have a callback.
    guard delivery.association == nil, let callbacks = catalog.callbacks,
      StoredEvent(head: delivery.head, data: nil).callback != nil
    else { return nil }
    return callbacks
  }

  /// The deliveries that follow from the end of one.
  func followUps(
    of delivery: NewDelivery, by association: AssociationID?, _ end: DeliveryResult,
    _ snapshot: LoopCatalog
  ) -> [NewDelivery] {
    guard let follower = follower(of: end.outcome, of: delivery, by: association, snapshot) else {
      return []
    }
    let stored = StoredEvent(head: delivery.head, data: delivery.data)
    let cause = try? stored.event()
    let payload =
      if delivery.association == nil {
        answer(of: end)
      } else if end.outcome == .success {
        result(of: end)
      } else {
        FollowUpPayload(
          contentType: cause?.dataContentType, schema: cause?.dataSchema, data: cause?.data)
      }
    let event = event(of: end, of: delivery, cause: cause, payload)
    let version = snapshot.table[snapshot.table.choose(follower, for: event)]
    let now = loop.wallNow
    let followUp = NewDelivery(
      id: identifiers.next(at: now), eventID: event.id,
      association: snapshot.table.name(of: follower), version: version,
      head: StoredEvent.head(of: event, stored.trace, callback: stored.callback), data: event.data,
      acceptedAt: now, dueAt: now)
    noteFollowUp(followUp, of: delivery, snapshot)
    return [followUp]
  }

  /// The event that tells how a delivery has ended.
  ///
  /// Its id is that of the delivery: whoever gets it twice can see so.
  private func event(
    of end: DeliveryResult, of delivery: NewDelivery, cause: CloudEvent?, _ payload: FollowUpPayload
  ) -> CloudEvent {
    let isSuccess = end.outcome == .success
    var event = CloudEvent.wrapping(
      id: delivery.id,
      source: delivery.association.map { "/associations/\($0)" }
        ?? "/functions/\(delivery.version)",
      type: "dev.patchbay.delivery.\(isSuccess ? "succeeded" : "failed")",
      subject: cause?.subject, time: loop.wallNow, contentType: payload.contentType,
      data: payload.data)
    event.dataSchema = payload.schema
    event.add("outcome", .string(end.outcome.rawValue))
    event.add("function", .string(delivery.version.description))
    event.add("association", delivery.association.map { .string($0.text) })
    event.add("attempts", .integer(Int32(clamping: end.attempts)))
    event.add("status", end.status.map { .integer(Int32(clamping: $0)) })
    let reason = end.reason ?? payload.omission
    event.add("reason", reason.map { .text(String($0.prefix(Router.maxReasonLength))) })
    let nanoseconds = UInt64(clamping: end.duration.wholeNanoseconds)
    event.add("duration", .string(secondsText(nanoseconds)))
    event.add("acceptedat", .string(delivery.acceptedAt.rfc3339))
    event.add("causationid", .string(delivery.eventID))
    event.add("causationsource", cause.map { .string($0.source) })
    event.add("causationtype", cause.map { .string($0.type) })
    event.add("partitionkey", cause?.attribute("partitionkey").map { .string($0) })
    return event
  }

  /// What a call's function has answered, or a problem that says why there is nothing.
  private func answer(of end: DeliveryResult) -> FollowUpPayload {
    if let body = end.body, body.count <= Router.maxAnswerBytes {
      return FollowUpPayload(
        contentType: contentType(end.headerLines), data: body.isEmpty ? nil : body)
    }
    let problem =
      end.body == nil
      ? Problem(status: end.outcome == .expired ? 504 : 502, detail: end.reason)
      : Problem(status: 502, detail: Router.tooLarge(end))
    return FollowUpPayload(contentType: "application/problem+json", data: problem.body)
  }

  /// What a function has answered; the data alone, where that is an event itself.
  private func result(of end: DeliveryResult) -> FollowUpPayload {
    guard let body = end.body, !body.isEmpty else { return FollowUpPayload() }
    guard body.count <= Router.maxAnswerBytes else {
      return FollowUpPayload(omission: Router.tooLarge(end))
    }
    guard let event = event(in: end.headerLines, body) else {
      return FollowUpPayload(contentType: contentType(end.headerLines), data: body)
    }
    return FollowUpPayload(
      contentType: event.dataContentType, schema: event.dataSchema, data: event.data)
  }

  private static func tooLarge(_ end: DeliveryResult) -> String {
    "the function's answer of \(end.bodyBytes) bytes is too large to be passed on"
  }
}

extension CloudEvent {
  /// Adds an extension, unless there is nothing to say.
  fileprivate mutating func add(_ name: String, _ value: AttributeValue?) {
    guard let value else { return }
    extensions.append(ExtensionAttribute(name: name, value: value))
  }
}
