/// An event as CloudEvents 1.0 defines it: attributes, extensions and data.
///
/// Every value in it has been checked, so that whatever reads it need not check again.
/// `specversion` is always `1.0` and is therefore not stored.
/// Source: CloudEvents 1.0.2, section "Context Attributes".
package struct CloudEvent: Sendable, Hashable {
  /// What an event consists of, shared by its copies: one reference instead of nine.
  private final class Box: Sendable {
    let fields: EventFields

    init(_ fields: EventFields) { self.fields = fields }
  }

  private var box: Box

  init(_ fields: consuming EventFields) { box = Box(fields) }

  package init(
    id: String, source: String, type: String, subject: String? = nil, time: String? = nil,
    dataContentType: String? = nil, dataSchema: String? = nil,
    extensions: [ExtensionAttribute] = [], data: [UInt8]? = nil
  ) {
    self.init(
      EventFields(
        id: id, source: source, type: type, subject: subject, time: time,
        dataContentType: dataContentType, dataSchema: dataSchema, extensions: extensions,
        data: data))
  }

  /// Changing one makes a new box.
  @inline(__always)
  var fields: EventFields {
    get { box.fields }
    set { box = Box(newValue) }
  }

  package static func == (left: CloudEvent, right: CloudEvent) -> Bool {
    left.box === right.box || left.box.fields == right.box.fields
  }

  package func hash(into hasher: inout Hasher) { box.fields.hash(into: &hasher) }

  /// Identifies the event together with `source`; never empty.
  package var id: String {
    get { box.fields.id }
    set { fields.id = newValue }
  }
  /// A URI-reference that tells where the event comes from; never empty.
  package var source: String {
    get { box.fields.source }
    set { fields.source = newValue }
  }
  /// What happened; never empty.
  package var type: String {
    get { box.fields.type }
    set { fields.type = newValue }
  }
  package var subject: String? {
    get { box.fields.subject }
    set { fields.subject = newValue }
  }
  /// When it happened: an RFC 3339 date-time, in the text in which it came.
  package var time: String? {
    get { box.fields.time }
    set { fields.time = newValue }
  }
  /// The media type of `data`.
  package var dataContentType: String? {
    get { box.fields.dataContentType }
    set { fields.dataContentType = newValue }
  }
  /// An absolute URI that names the schema of `data`.
  package var dataSchema: String? {
    get { box.fields.dataSchema }
    set { fields.dataSchema = newValue }
  }
  /// Extension attributes in the order in which they came; each name once.
  package var extensions: [ExtensionAttribute] {
    get { box.fields.extensions }
    set { fields.extensions = newValue }
  }
  /// Whether there are any, told without a copy.
  package var hasExtensions: Bool { !box.fields.extensions.isEmpty }
  /// The payload, untouched; nil where the event has none.
  package var data: [UInt8]? {
    get { box.fields.data }
    set { fields.data = newValue }
  }

  /// The value of an attribute or extension in its canonical string form; nil where it is absent.
  ///
  /// - Parameter name: as in the specification, lower case: `type`, `subject`, `partitionkey`, …
  package func attribute(_ name: String) -> String? {
    switch name {
    case "id": id
    case "source": source
    case "type": type
    case "specversion": "1.0"
    case "subject": subject
    case "time": time
    case "datacontenttype": dataContentType
    case "dataschema": dataSchema
    default: extensions.first { $0.name == name }?.value.text
    }
  }
}
