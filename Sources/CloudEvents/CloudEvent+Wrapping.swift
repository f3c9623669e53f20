import Instants

extension CloudEvent {
  /// Makes an event of something that came without an envelope; its payload stays untouched.
  ///
  /// What came from outside is made to fit: `source` gets percent-encoded where it is not a
  /// URI-reference, forbidden characters of `type` and `subject` become U+FFFD, an empty subject
  /// and a content type that is not a media type are left out.
  /// - Parameters:
  ///   - id: not empty; see `EventIdentifiers`.
  ///   - source: from the source's name and address.
  ///   - type: what the connector calls its events; not empty.
  ///   - subject: the topic, path or key.
  package static func wrapping(
    id: String, source: String, type: String, subject: String? = nil, time: WallTime,
    contentType: String? = nil, data: [UInt8]?
  ) -> CloudEvent {
    wrapping(
      id: id, source: source, type: type, subject: subject, timeText: time.rfc3339,
      contentType: contentType, data: data)
  }

  /// The same, with a time that has been written already.
  ///
  /// - Parameter timeText: as `WallTime.rfc3339` writes it.
  package static func wrapping(
    id: String, source: String, type: String, subject: String? = nil, timeText: String,
    contentType: String? = nil, data: [UInt8]?
  ) -> CloudEvent {
    precondition(!id.isEmpty, "an event needs an id")
    precondition(!type.isEmpty, "an event needs a type")
    return CloudEvent(
      id: TextSyntax.replacingForbidden(id), source: uriReference(source),
      type: TextSyntax.replacingForbidden(type),
      subject: subject.flatMap { $0.isEmpty ? nil : TextSyntax.replacingForbidden($0) },
      time: timeText,
      dataContentType: contentType.flatMap { MediaType.isValid($0.utf8Span.span) ? $0 : nil },
      data: data)
  }

  private static func uriReference(_ text: String) -> String {
    if !text.isEmpty, URISyntax.isReference(text.utf8Span.span) { return text }
    // A colon in the first segment would begin a scheme; RFC 3986 (4.2) puts `./` before it.
    var bytes: [UInt8] = []
    URISyntax.append(escaping: text.utf8Span.span, to: &bytes)
    if bytes.isEmpty || !URISyntax.isReference(bytes.span) {
      bytes.insert(contentsOf: "./".utf8, at: 0)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
