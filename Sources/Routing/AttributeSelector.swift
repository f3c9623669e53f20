import CloudEvents

/// An attribute's name, looked up once so that reading the attribute compares no names.
enum AttributeSelector: Sendable, Hashable {
  case id, source, type, specVersion, subject, time, dataContentType, dataSchema
  case other(String)

  /// - Parameter name: as `CloudEvent.attribute` takes it.
  init(_ name: String) {
    self =
      switch name {
      case "id": .id
      case "source": .source
      case "type": .type
      case "specversion": .specVersion
      case "subject": .subject
      case "time": .time
      case "datacontenttype": .dataContentType
      case "dataschema": .dataSchema
      default: .other(name)
      }
  }

  var name: String {
    switch self {
    case .id: "id"
    case .source: "source"
    case .type: "type"
    case .specVersion: "specversion"
    case .subject: "subject"
    case .time: "time"
    case .dataContentType: "datacontenttype"
    case .dataSchema: "dataschema"
    case .other(let name): name
    }
  }

  /// The attribute's text in an event; nil where the event lacks it.
  func text(in event: CloudEvent) -> String? {
    switch self {
    case .id: event.id
    case .source: event.source
    case .type: event.type
    case .specVersion: "1.0"
    case .subject: event.subject
    case .time: event.time
    case .dataContentType: event.dataContentType
    case .dataSchema: event.dataSchema
    case .other(let name): event.attribute(name)
    }
  }
}
