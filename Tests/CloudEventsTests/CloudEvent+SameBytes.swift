import CloudEvents

extension CloudEvent {
  /// Every attribute's and the data's bytes: `==` of texts disregards canonical equivalence.
  var parts: [[UInt8]?] {
    var parts: [[UInt8]?] = [data]
    for text in [id, source, type, subject, time, dataContentType, dataSchema] {
      parts.append(text.map { Array($0.utf8) })
    }
    for attribute in extensions {
      parts.append(Array(attribute.name.utf8))
      parts.append(Array(attribute.value.text.utf8))
    }
    return parts
  }

  /// Reads the JSON format from a text.
  init(jsonText: String) throws(CloudEventError) {
    let bytes = Array(jsonText.utf8)
    try self.init(json: bytes.span)
  }

  /// The JSON format as a text.
  var jsonText: String {
    var bytes: [UInt8] = []
    appendJSON(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Binary mode's header lines as a text.
  var headText: String { String(decoding: storedHead, as: UTF8.self) }

  static let minimal = CloudEvent(id: "1", source: "/", type: "t")
}
