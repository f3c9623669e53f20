/// The MQTT binding.
///
/// Source: CloudEvents MQTT binding 1.0.2, section 3.
extension CloudEvent {
  /// What a PUBLISH of MQTT 5 says of an event in binary mode, whose payload is the data.
  package struct MQTTProperties: Sendable {
    package var contentType: String?
    package var userProperties: [(name: String, value: String)]
  }

  /// The properties of a PUBLISH of MQTT 5 in binary mode; the payload is `data`, or empty.
  package var mqttProperties: MQTTProperties {
    var properties: [(name: String, value: String)] = [
      ("specversion", "1.0"), ("id", id), ("source", source), ("type", type),
    ]
    if let subject { properties.append(("subject", subject)) }
    if let time { properties.append(("time", time)) }
    if let dataSchema { properties.append(("dataschema", dataSchema)) }
    for attribute in extensions { properties.append((attribute.name, attribute.value.text)) }
    return MQTTProperties(contentType: dataContentType, userProperties: properties)
  }

  /// Reads a PUBLISH of MQTT 5, in structured mode where the content type says so, otherwise in
  /// binary mode.
  ///
  /// User properties whose names no attribute can have are others' and left alone. The
  /// specification's own example repeats the content type as `datacontenttype`, which is
  /// therefore accepted where it does not contradict. An empty payload is no data.
  /// - Returns: nil for a message that is not a CloudEvent: neither has it a content type of
  ///   CloudEvents nor a user property `specversion`.
  /// - Throws: `CloudEventError` for one that is meant to be a CloudEvent but breaks the rules.
  package init?(
    mqttContentType contentType: String?, userProperties: [(name: String, value: String)],
    payload: [UInt8]
  ) throws(CloudEventError) {
    let contentTypeText = contentType ?? ""
    switch try ContentMode(contentType: contentTypeText.utf8Span.span) {
    case .batch: throw CloudEventError(.noBatch)
    case .structured: try self.init(json: payload.span)
    case .binary:
      guard userProperties.contains(where: { $0.name == "specversion" }) else { return nil }
      var assembler = CloudEventAssembler()
      if let contentType { try assembler.setContentType(contentType.utf8Span.span) }
      for property in userProperties where Self.isAttributeName(property.name) {
        if property.name == "datacontenttype" {
          guard property.value != assembler.dataContentType else { continue }
          try assembler.setContentType(property.value.utf8Span.span)
        } else {
          try assembler.set(name: property.name, text: property.value)
        }
      }
      self = try assembler.finish(data: payload.isEmpty ? nil : payload)
    }
  }

  /// Reads a message of MQTT 3.1.1, which has no content type: an event of the JSON format.
  ///
  /// - Returns: nil for any other payload.
  package init?(mqtt311Payload payload: Span<UInt8>) {
    do throws(CloudEventError) {
      try self.init(json: payload)
    } catch {
      return nil
    }
  }

  private static func isAttributeName(_ name: String) -> Bool {
    !name.isEmpty && name != "data"
      && name.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
  }
}
