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
    bytes.append(contentsOf: Lead.id)
    HeaderValue.append(encoding: id.utf8Span.span, to: &bytes)
    bytes.append(contentsOf: Lead.source)
    HeaderValue.append(encoding: source.utf8Span.span, to: &bytes)
    bytes.append(contentsOf: Lead.type)
    HeaderValue.append(encoding: type.utf8Span.span, to: &bytes)
    if let subject {
      bytes.append(contentsOf: Lead.subject)
      HeaderValue.append(encoding: subject.utf8Span.span, to: &bytes)
    }
    if let time {
      bytes.append(contentsOf: Lead.time)
      HeaderValue.append(encoding: time.utf8Span.span, to: &bytes)
    }
    if let dataSchema {
      bytes.append(contentsOf: Lead.dataSchema)
      HeaderValue.append(encoding: dataSchema.utf8Span.span, to: &bytes)
    }
    for attribute in extensions {
      bytes.append(contentsOf: Lead.extensionName)
      bytes.append(copying: attribute.name.utf8Span.span)
      bytes.append(contentsOf: Lead.colon)
      HeaderValue.append(encoding: attribute.value.text.utf8Span.span, to: &bytes)
    }
    if let dataContentType {
      bytes.append(contentsOf: Lead.contentType)
      bytes.append(copying: dataContentType.utf8Span.span)
    }
    bytes.append(contentsOf: Lead.end)
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

/// What stands before the values in a binary head; arrays, for these are copied at once.
private enum Lead {
  static let id = Array("ce-specversion: 1.0\r\nce-id: ".utf8)
  static let source = Array("\r\nce-source: ".utf8)
  static let type = Array("\r\nce-type: ".utf8)
  static let subject = Array("\r\nce-subject: ".utf8)
  static let time = Array("\r\nce-time: ".utf8)
  static let dataSchema = Array("\r\nce-dataschema: ".utf8)
  static let contentType = Array("\r\nContent-Type: ".utf8)
  static let extensionName = Array("\r\nce-".utf8)
  static let colon = Array(": ".utf8)
  static let end = Array("\r\n".utf8)
}
