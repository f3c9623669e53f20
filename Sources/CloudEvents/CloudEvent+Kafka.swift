/// The Kafka binding.
///
/// Source: CloudEvents Kafka binding 1.0.2, section 3.
extension CloudEvent {
  /// The headers of a record in binary mode, whose value is `data`; none (a tombstone) where the
  /// event has no data.
  package func kafkaHeaders() -> [(name: String, value: [UInt8])] {
    var headers: [(name: String, value: [UInt8])] = [("ce_specversion", Array("1.0".utf8))]
    func append(_ name: String, _ value: String?) {
      if let value { headers.append((name, Array(value.utf8))) }
    }
    append("ce_id", id)
    append("ce_source", source)
    append("ce_type", type)
    append("ce_subject", subject)
    append("ce_time", time)
    append("ce_dataschema", dataSchema)
    for attribute in extensions { append("ce_" + attribute.name, attribute.value.text) }
    append("content-type", dataContentType)
    return headers
  }

  /// The key of a record: the extension `partitionkey`; nil where the event has none.
  package var kafkaKey: [UInt8]? { attribute("partitionkey").map { Array($0.utf8) } }

  /// Reads a record, in structured mode where `content-type` says so, otherwise in binary mode.
  ///
  /// The key becomes the extension `partitionkey` where the event has none, and the key is text
  /// that an attribute may have.
  /// - Returns: nil for a record that is not a CloudEvent: neither has it a content type of
  ///   CloudEvents nor a header `ce_specversion`.
  /// - Throws: `CloudEventError` for one that is meant to be a CloudEvent but breaks the rules.
  package init?(
    kafkaHeaders headers: [(name: String, value: [UInt8])], key: [UInt8]?, value: [UInt8]?
  ) throws(CloudEventError) {
    let contentType = headers.first { $0.name.utf8Span.span.matchesIgnoringCase("content-type") }
    let contentTypeBytes = contentType?.value ?? []
    switch try ContentMode(contentType: contentTypeBytes.span) {
    case .batch: throw CloudEventError(.noBatch)
    case .structured:
      let json = value ?? []
      try self.init(json: json.span)
    case .binary:
      guard headers.contains(where: { $0.name == "ce_specversion" }) else { return nil }
      var assembler = CloudEventAssembler()
      for header in headers where header.name.hasPrefix("ce_") {
        let name = header.name.utf8Span.span
        try assembler.set(name: name.extracting(3..<name.count), text: header.value.span)
      }
      if let contentType { try assembler.setContentType(contentType.value.span) }
      self = try assembler.finish(data: value)
    }
    if let key, attribute("partitionkey") == nil, !key.isEmpty,
      extensions.count < CloudEventAssembler.maximumExtensions,
      let text = TextSyntax.string(key.span)
    {
      extensions.append(ExtensionAttribute(name: "partitionkey", value: .string(text)))
    }
  }
}
