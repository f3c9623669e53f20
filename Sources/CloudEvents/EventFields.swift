/// The attributes, extensions and data of an event, side by side; `CloudEvent` says what they mean.
struct EventFields: Sendable, Hashable {
  var id: String
  var source: String
  var type: String
  var subject: String?
  var time: String?
  var dataContentType: String?
  var dataSchema: String?
  var extensions: [ExtensionAttribute] = []
  var data: [UInt8]?
}

extension EventFields {
  func appendBinaryHead(to bytes: inout [UInt8]) {
    reserve(in: &bytes)
    bytes.append(copying: "ce-specversion: 1.0\r\nce-id: ".utf8Span.span)
    HeaderValue.append(encoding: id.utf8Span.span, to: &bytes)
    bytes.append(copying: "\r\nce-source: ".utf8Span.span)
    HeaderValue.append(encoding: source.utf8Span.span, to: &bytes)
    bytes.append(copying: "\r\nce-type: ".utf8Span.span)
    HeaderValue.append(encoding: type.utf8Span.span, to: &bytes)
    if let subject {
      bytes.append(copying: "\r\nce-subject: ".utf8Span.span)
      HeaderValue.append(encoding: subject.utf8Span.span, to: &bytes)
    }
    if let time {
      bytes.append(copying: "\r\nce-time: ".utf8Span.span)
      HeaderValue.append(encoding: time.utf8Span.span, to: &bytes)
    }
    if let dataSchema {
      bytes.append(copying: "\r\nce-dataschema: ".utf8Span.span)
      HeaderValue.append(encoding: dataSchema.utf8Span.span, to: &bytes)
    }
    for attribute in extensions {
      bytes.append(copying: "\r\nce-".utf8Span.span)
      bytes.append(copying: attribute.name.utf8Span.span)
      bytes.append(copying: ": ".utf8Span.span)
      HeaderValue.append(encoding: attribute.value.text.utf8Span.span, to: &bytes)
    }
    if let dataContentType {
      bytes.append(copying: "\r\nContent-Type: ".utf8Span.span)
      bytes.append(copying: dataContentType.utf8Span.span)
    }
    bytes.append(copying: "\r\n".utf8Span.span)
  }

  /// Room for the head without encoding, doubling a buffer that many heads are appended to.
  private func reserve(in bytes: inout [UInt8]) {
    var size = 128 &+ id.utf8.count &+ source.utf8.count &+ type.utf8.count
    size &+= subject?.utf8.count ?? 0
    size &+= time?.utf8.count ?? 0
    size &+= dataSchema?.utf8.count ?? 0
    size &+= dataContentType?.utf8.count ?? 0
    for attribute in extensions {
      size &+= 8 &+ attribute.name.utf8.count
      if case .string(let text) = attribute.value { size &+= text.utf8.count } else { size &+= 11 }
    }
    if bytes.capacity &- bytes.count < size {
      bytes.reserveCapacity(max(bytes.count &+ size, 2 &* bytes.count))
    }
  }
}
