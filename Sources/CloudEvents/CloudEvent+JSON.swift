import JSONSyntax

/// The JSON event format: structured mode.
///
/// Source: CloudEvents JSON format 1.0.2.
extension CloudEvent {
  /// How many arrays and objects of the data may stand inside one another.
  ///
  /// The event around it comes on top, and a batch around that.
  static let maximumDataDepth = 64

  /// Reads an event.
  ///
  /// `data` is taken byte for byte where it is JSON. That is so where `datacontenttype` says it,
  /// or is absent: then the event gets `application/json`, so that it keeps its meaning in other
  /// formats. Where `datacontenttype` is another and `data` a string, its text is the data.
  /// - Throws: `CloudEventError`.
  package init(json: Span<UInt8>) throws(CloudEventError) {
    var scanner = try Self.scanner(json, depth: Self.maximumDataDepth + 1)
    self = try JSONEventReader.read(&scanner)
    do throws(JSONError) {
      try scanner.finish()
    } catch {
      throw CloudEventError(.json(error))
    }
  }

  /// Reads a batch, which may be empty.
  ///
  /// - Parameter limit: how many events it may have.
  /// - Throws: `CloudEventError`, which tells the index of the event that is wrong.
  package static func batch(
    json: Span<UInt8>, limit: Int
  ) throws(CloudEventError) -> [CloudEvent] {
    var scanner = try scanner(json, depth: maximumDataDepth + 2)
    var events: [CloudEvent] = []
    do throws(JSONError) {
      try scanner.enterArray()
    } catch {
      throw CloudEventError(.json(error))
    }
    while try nextElement(&scanner) {
      guard events.count < limit else { throw CloudEventError(.atMost(limit)) }
      do throws(CloudEventError) {
        events.append(try JSONEventReader.read(&scanner))
      } catch {
        var error = error
        error.index = events.count
        throw error
      }
    }
    do throws(JSONError) {
      try scanner.finish()
    } catch {
      throw CloudEventError(.json(error))
    }
    return events
  }

  /// Appends this event in the JSON format, without white space but that of its data.
  ///
  /// The data becomes the member `data` as it is where it is JSON (by `datacontenttype`, or with
  /// none, and in truth), a string there where it is `text/*` in UTF-8, and `data_base64` else.
  package func appendJSON(to bytes: inout [UInt8]) {
    bytes.append(copying: "{\"specversion\":\"1.0\",\"id\":".utf8Span.span)
    appendJSONString(id, to: &bytes)
    appendMember("source", source, to: &bytes)
    appendMember("type", type, to: &bytes)
    appendMember("subject", subject, to: &bytes)
    appendMember("time", time, to: &bytes)
    appendMember("datacontenttype", dataContentType, to: &bytes)
    appendMember("dataschema", dataSchema, to: &bytes)
    for attribute in extensions {
      if case .string(let text) = attribute.value {
        appendMember(attribute.name, text, to: &bytes)
      } else {
        appendName(attribute.name, to: &bytes)
        bytes.append(copying: attribute.value.text.utf8Span.span)
      }
    }
    if let data { appendData(data, to: &bytes) }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Appends a batch in the JSON batch format.
  package static func appendJSONBatch(_ events: [CloudEvent], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (index, event) in events.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      event.appendJSON(to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private func appendMember(_ name: String, _ value: String?, to bytes: inout [UInt8]) {
    guard let value else { return }
    appendName(name, to: &bytes)
    appendJSONString(value, to: &bytes)
  }

  private func appendName(_ name: String, to bytes: inout [UInt8]) {
    bytes.append(copying: ",\"".utf8Span.span)
    bytes.append(copying: name.utf8Span.span)
    bytes.append(copying: "\":".utf8Span.span)
  }

  private func appendData(_ data: [UInt8], to bytes: inout [UInt8]) {
    let isJSON = dataContentType.map(MediaType.isJSON) ?? true
    if isJSON, Self.isJSONText(data.span) {
      appendName("data", to: &bytes)
      bytes.append(contentsOf: data)
    } else if !isJSON, dataContentType.map(MediaType.isText) ?? false, Self.isUTF8(data.span) {
      appendName("data", to: &bytes)
      appendJSONString(utf8: data.span, to: &bytes)
    } else {
      appendName("data_base64", to: &bytes)
      bytes.append(UInt8(ascii: "\""))
      Base64.append(encoding: data.span, to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    }
  }

  private static func isJSONText(_ data: Span<UInt8>) -> Bool {
    do throws(JSONError) {
      var scanner = try JSONScanner(data, limits: JSONLimits(maximumDepth: maximumDataDepth))
      _ = try scanner.skipValue()
      try scanner.finish()
      return true
    } catch {
      return false
    }
  }

  private static func isUTF8(_ data: Span<UInt8>) -> Bool {
    (try? UTF8Span(validating: data)) != nil
  }

  @_lifetime(copy json)
  private static func scanner(
    _ json: Span<UInt8>, depth: Int
  ) throws(CloudEventError) -> JSONScanner {
    do throws(JSONError) {
      return try JSONScanner(json, limits: JSONLimits(maximumDepth: depth))
    } catch {
      throw CloudEventError(.json(error))
    }
  }

  private static func nextElement(
    _ scanner: inout JSONScanner
  ) throws(CloudEventError) -> Bool {
    do throws(JSONError) {
      return try scanner.nextElement()
    } catch {
      throw CloudEventError(.json(error))
    }
  }
}
