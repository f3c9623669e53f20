/// How an event travels in a message of HTTP, Kafka or MQTT 5, as the content type tells.
///
/// Source: CloudEvents HTTP binding 1.0.2, section 3.
package enum ContentMode: Sendable, Hashable {
  /// Attributes as headers, data as body; also every message that is not a CloudEvent.
  case binary
  /// One event in the JSON format.
  case structured
  /// Several events in the JSON batch format.
  case batch

  /// The content type of a single event in the JSON format.
  package static let structuredContentType = "application/cloudevents+json; charset=UTF-8"
  /// The content type of a batch.
  package static let batchContentType = "application/cloudevents-batch+json; charset=UTF-8"

  /// Tells the mode from the value of `Content-Type`, in any case of letters.
  ///
  /// - Parameter contentType: empty where the message has none.
  /// - Throws: `CloudEventError` with `jsonFormatOnly` where it names a format of CloudEvents
  ///   other than JSON, such as `application/cloudevents+avro`.
  package init(contentType: Span<UInt8>) throws(CloudEventError) {
    let essence = contentType.extracting(0..<MediaType.essenceEnd(contentType))
    if let suffix = Self.suffix(of: essence, after: "application/cloudevents-batch") {
      try Self.requireJSON(essence, suffix)
      self = .batch
    } else if let suffix = Self.suffix(of: essence, after: "application/cloudevents") {
      try Self.requireJSON(essence, suffix)
      self = .structured
    } else {
      self = .binary
    }
  }

  /// Where the rest of `text` begins, if it begins with `prefix`.
  private static func suffix(of text: Span<UInt8>, after prefix: String) -> Int? {
    let count = prefix.utf8.count
    guard text.count >= count, text.extracting(0..<count).matchesIgnoringCase(prefix) else {
      return nil
    }
    return count
  }

  private static func requireJSON(_ type: Span<UInt8>, _ suffix: Int) throws(CloudEventError) {
    let format = type.extracting(suffix..<type.count)
    guard format.isEmpty || format.matchesIgnoringCase("+json") else {
      throw CloudEventError(
        .jsonFormatOnly, found: String(decoding: [UInt8](copying: type), as: UTF8.self))
    }
  }
}
