import CloudEvents
import JSONSyntax
import Storage

extension CloudEvent {
  /// The attributes that it has, in the order of the specification, and its extensions.
  var attributes: [JSONMember] {
    let core = [
      ("id", id), ("source", source), ("type", type), ("subject", subject), ("time", time),
      ("datacontenttype", dataContentType), ("dataschema", dataSchema),
    ]
    return core.compactMap { name, value in value.map { JSONMember(name, .string($0)) } }
      + extensions.map { JSONMember($0.name, .string($0.value.text)) }
  }

  /// What the store keeps of an event, without its data; nil where it can't be read any more.
  init?(kept head: [UInt8]) {
    var lines = head[...]
    _ = TraceContext(leading: &lines)
    _ = CallbackLine.take(from: &lines)
    guard let event = try? CloudEvent(storedHead: lines.span, data: nil) else { return nil }
    self = event
  }
}
