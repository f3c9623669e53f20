import CloudEvents
import Instants
import Storage

/// An event as the store keeps it: header lines and data, not taken apart unless a target needs it.
///
/// A class, so that the invocations of fresh events are not larger for it.
final class StoredEvent: Sendable {
  let trace: TraceContext?
  /// Where the end of a call is to be posted, or is posted to; nil where nobody wants it.
  let callback: String?
  /// The event's header lines, without those of the trace and the callback.
  let head: ArraySlice<UInt8>
  let data: [UInt8]?

  /// - Parameter head: as `head(of:_:)` made it.
  init(head: [UInt8], data: [UInt8]?) {
    var lines = head[...]
    trace = TraceContext(leading: &lines)
    callback = CallbackLine.take(from: &lines)
    self.head = lines
    self.data = data
  }

  /// What the store keeps as a delivery's head: the lines of the trace and the callback before those
  /// of the event.
  static func head(
    of event: CloudEvent, _ trace: TraceContext?, callback: String? = nil
  ) -> [UInt8] {
    var head: [UInt8] = []
    head.reserveCapacity(256)
    trace?.appendHeaderLines(to: &head)
    if let callback { CallbackLine.append(callback, to: &head) }
    event.appendBinaryHead(to: &head)
    return head
  }

  /// - Throws: `CloudEventError` where stored bytes are no event any more.
  func event() throws(CloudEventError) -> CloudEvent {
    let head = head
    return try CloudEvent(storedHead: head.span, data: data)
  }
}

extension StoredEvent {
  /// When the event is of no use any more: its extension `expirytime`.
  ///
  /// nil where it has none, or one that can't be read.
  var expiryTime: WallTime? {
    let lines = head
    guard let place = CloudEvent.value(after: StoredEvent.expiryLead.span, in: lines.span) else {
      return nil
    }
    let value = lines[(lines.startIndex + place.lowerBound)..<(lines.startIndex + place.upperBound)]
    return WallTime(rfc3339: String(decoding: value, as: UTF8.self))
  }

  /// Whether it comes of a dead letter or of the history.
  var isReplay: Bool {
    let lines = head
    return CloudEvent.value(after: StoredEvent.replayLead.span, in: lines.span) != nil
  }

  private static let expiryLead = Array("ce-expirytime: ".utf8)
  private static let replayLead = Array("ce-\(Redriver.mark): ".utf8)
}
