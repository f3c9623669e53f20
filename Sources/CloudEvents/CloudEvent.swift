/// An event as CloudEvents 1.0 defines it: attributes, extensions and data.
///
/// Every value in it has been checked, so that whatever reads it need not check again.
/// `specversion` is always `1.0` and is therefore not stored.
/// Source: CloudEvents 1.0.2, section "Context Attributes".
package struct CloudEvent: Sendable, Hashable {
  /// Identifies the event together with `source`; never empty.
  package var id: String
  /// A URI-reference that tells where the event comes from; never empty.
  package var source: String
  /// What happened; never empty.
  package var type: String
  package var subject: String?
  /// When it happened: an RFC 3339 date-time, in the text in which it came.
  package var time: String?
  /// The media type of `data`.
  package var dataContentType: String?
  /// An absolute URI that names the schema of `data`.
  package var dataSchema: String?
  /// Extension attributes in the order in which they came; each name once.
  package var extensions: [ExtensionAttribute]
  /// The payload, untouched; nil where the event has none.
  package var data: [UInt8]?

  package init(
    id: String, source: String, type: String, subject: String? = nil, time: String? = nil,
    dataContentType: String? = nil, dataSchema: String? = nil,
    extensions: [ExtensionAttribute] = [], data: [UInt8]? = nil
  ) {
    self.id = id
    self.source = source
    self.type = type
    self.subject = subject
    self.time = time
    self.dataContentType = dataContentType
    self.dataSchema = dataSchema
    self.extensions = extensions
    self.data = data
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
