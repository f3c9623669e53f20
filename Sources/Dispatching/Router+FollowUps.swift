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

  /// Whom the end of a delivery goes on to; nil where to nobody.
  func followers(of delivery: NewDelivery, _ snapshot: LoopCatalog) -> AssociationID? {
    // What came without a source is a call: it alone may have a callback.
    guard delivery.association == nil, let callbacks = snapshot.catalog.callbacks,
      StoredEvent(head: delivery.head, data: nil).callback != nil
    else { return nil }
    return callbacks
  }

  /// The deliveries that follow from the end of one.
  func followUps(
    of delivery: NewDelivery, _ end: DeliveryResult, _ snapshot: LoopCatalog
  ) -> [NewDelivery] {
    guard let association = followers(of: delivery, snapshot) else { return [] }
    let stored = StoredEvent(head: delivery.head, data: delivery.data)
    var event = event(of: end, of: delivery, cause: try? stored.event())
    (event.dataContentType, event.data) = answer(of: end)
    let version = snapshot.table[snapshot.table.choose(association, for: event)]
    let now = loop.wallNow
    let followUp = NewDelivery(
      id: identifiers.next(at: now), eventID: event.id,
      association: snapshot.table.name(of: association), version: version,
      head: StoredEvent.head(of: event, stored.trace, callback: stored.callback), data: event.data,
      acceptedAt: now, dueAt: now)
    noteFollowUp(followUp, of: delivery, snapshot)
    return [followUp]
  }

  /// The event that tells how a delivery has ended, without data.
  ///
  /// Its id is that of the delivery: whoever gets it twice can see so.
  private func event(
    of end: DeliveryResult, of delivery: NewDelivery, cause: CloudEvent?
  ) -> CloudEvent {
    let isSuccess = end.outcome == .success
    var event = CloudEvent.wrapping(
      id: delivery.id,
      source: delivery.association.map { "/associations/\($0)" }
        ?? "/functions/\(delivery.version)",
      type: "dev.patchbay.delivery.\(isSuccess ? "succeeded" : "failed")",
      subject: cause?.subject, time: loop.wallNow, data: nil)
    event.add("outcome", .string(end.outcome.rawValue))
    event.add("function", .string(delivery.version.description))
    event.add("association", delivery.association.map { .string($0.text) })
    event.add("attempts", .integer(Int32(clamping: end.attempts)))
    event.add("status", end.status.map { .integer(Int32(clamping: $0)) })
    event.add("reason", end.reason.map { .string($0.withoutControls) })
    let nanoseconds = UInt64(clamping: end.duration.wholeNanoseconds)
    event.add("duration", .string(secondsText(nanoseconds)))
    event.add("acceptedat", .string(delivery.acceptedAt.rfc3339))
    event.add("causationid", .string(delivery.eventID))
    event.add("causationsource", cause.map { .string($0.source) })
    event.add("causationtype", cause.map { .string($0.type) })
    event.add("partitionkey", cause?.attribute("partitionkey").map { .string($0) })
    return event
  }

  /// What a function has answered, or a problem that says why there is nothing.
  private func answer(of end: DeliveryResult) -> (contentType: String?, data: [UInt8]?) {
    if let body = end.body, body.count <= Router.maxAnswerBytes {
      return (contentType(end.headerLines), body.isEmpty ? nil : body)
    }
    let problem =
      if end.body != nil {
        Problem(
          status: 502,
          detail: "the function's answer of \(end.bodyBytes) bytes is too large to be passed on")
      } else {
        Problem(status: end.outcome == .expired ? 504 : 502, detail: end.reason)
      }
    return ("application/problem+json", problem.body)
  }
}

extension CloudEvent {
  /// Adds an extension, unless there is nothing to say.
  fileprivate mutating func add(_ name: String, _ value: AttributeValue?) {
    guard let value else { return }
    extensions.append(ExtensionAttribute(name: name, value: value))
  }
}

extension String {
  /// Fit for an attribute: with U+FFFD for control characters.
  fileprivate var withoutControls: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
  }
}
