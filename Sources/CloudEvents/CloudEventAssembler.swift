import JSONSyntax

/// Collects the attributes of an event as a message's headers bring them, checking each.
///
/// HTTP gives what follows `ce-` to `setAttribute`; Kafka and MQTT 5 give theirs to `set`. The
/// content type goes to `setContentType` or `dataContentType`. `finish` makes the event, without
/// a copy of it, which is why this cannot be copied.
package struct CloudEventAssembler: ~Copyable, Sendable {
  /// How many extensions an event may have; one more is refused.
  ///
  /// Finding duplicates costs the square of it.
  package static let maximumExtensions = 128

  private enum Origin {
    /// A header whose value is printable ASCII and stands for itself.
    case literalHeader
    /// A header whose value was decoded.
    case encodedHeader
    /// Anything else: its name must be lower case.
    case property
  }

  /// Whether `specversion` came: what a message without it holds is not a CloudEvent.
  package private(set) var specversionSeen = false
  /// What came so far; required attributes are empty until they come.
  private var event = EventFields(id: "", source: "", type: "")
  private var contentTypeIsChecked = true

  /// The media type of the data; `finish` checks it.
  package var dataContentType: String? {
    get { event.dataContentType }
    set {
      event.dataContentType = newValue
      contentTypeIsChecked = false
    }
  }

  package init() {}

  /// Takes an attribute from an HTTP header.
  ///
  /// - Parameters:
  ///   - name: what follows `ce-`, in any case of letters.
  ///   - headerValue: without white space around it; percent-encoded, or a string in double quotes.
  /// - Throws: `CloudEventError` where name or value break a rule, or the attribute came before.
  /// - Source: CloudEvents HTTP binding 1.0.2, section 3.1.3.
  package mutating func setAttribute(
    name: Span<UInt8>, headerValue: Span<UInt8>
  ) throws(CloudEventError) {
    if HeaderValue.isLiteral(headerValue) {
      try set(name, headerValue, from: .literalHeader)
    } else if let decoded = HeaderValue.decoding(headerValue) {
      try set(name, decoded.span, from: .encodedHeader)
    } else {
      throw Self.error(.headerEncoding, name, headerValue)
    }
  }

  /// Takes an attribute from a header of Kafka or a user property of MQTT 5.
  ///
  /// - Parameters:
  ///   - name: the attribute's name, lower case, without a prefix.
  ///   - text: the value as it is, not percent-encoded.
  /// - Throws: `CloudEventError` where name or value break a rule, or the attribute came before.
  package mutating func set(name: String, text: String) throws(CloudEventError) {
    try set(name.utf8Span.span, text.utf8Span.span, from: .property)
  }

  /// Takes an attribute whose value are the bytes of its text.
  ///
  /// - Throws: `CloudEventError` where name or value break a rule, or the attribute came before.
  package mutating func set(
    name: Span<UInt8>, text: Span<UInt8>
  ) throws(CloudEventError) {
    try set(name, text, from: .property)
  }

  /// Takes the value of `Content-Type`, which is the media type of the data.
  ///
  /// - Throws: `CloudEventError` where it is not one, or came before.
  package mutating func setContentType(_ value: Span<UInt8>) throws(CloudEventError) {
    guard event.dataContentType == nil else {
      throw Self.error(.once, CoreAttribute.dataContentType.name)
    }
    if value.matches("application/json") {
      event.dataContentType = "application/json"
      return
    }
    guard MediaType.isValid(value), let text = TextSyntax.string(value) else {
      throw Self.error(.mediaType, "datacontenttype".utf8Span.span, value)
    }
    event.dataContentType = text
  }

  /// Makes the event.
  ///
  /// - Throws: `CloudEventError` where a required attribute is absent.
  package consuming func finish(data: [UInt8]?) throws(CloudEventError) -> CloudEvent {
    guard specversionSeen else { throw Self.error(.required, "specversion") }
    guard !event.id.isEmpty else { throw Self.error(.required, "id") }
    guard !event.source.isEmpty else { throw Self.error(.required, "source") }
    guard !event.type.isEmpty else { throw Self.error(.required, "type") }
    if !contentTypeIsChecked, let type = event.dataContentType,
      !MediaType.isValid(type.utf8Span.span)
    {
      throw CloudEventError(.mediaType, attribute: "datacontenttype", found: type)
    }
    event.data = data
    return CloudEvent(event)
  }

  /// Takes an extension that has a type.
  mutating func setExtension(
    _ name: Span<UInt8>, _ value: AttributeValue
  ) throws(CloudEventError) {
    let text = try extensionName(name, from: .property)
    for other in event.extensions where other.name == text { throw Self.error(.once, text) }
    guard event.extensions.count < Self.maximumExtensions else {
      throw Self.error(.atMost(Self.maximumExtensions), text)
    }
    event.extensions.append(ExtensionAttribute(name: text, value: value))
  }

  private mutating func set(
    _ name: Span<UInt8>, _ value: Span<UInt8>, from origin: Origin
  ) throws(CloudEventError) {
    guard let attribute = CoreAttribute(name: name), origin != .property || Self.isLowercase(name)
    else {
      return try setExtension(name, value, from: origin)
    }
    guard !value.isEmpty else { throw Self.error(.notEmpty, attribute.name) }
    switch attribute {
    case .id: try Self.set(&event.id, .id, value, from: origin)
    case .type: try Self.set(&event.type, .type, value, from: origin)
    case .subject: try Self.set(&event.subject, .subject, value, from: origin)
    case .source:
      guard URISyntax.isReference(value) else { throw Self.error(.uriReference, name, value) }
      try Self.set(&event.source, .source, value, from: origin)
    case .dataSchema:
      guard URISyntax.isAbsolute(value) else { throw Self.error(.uri, name, value) }
      try Self.set(&event.dataSchema, .dataSchema, value, from: origin)
    case .time:
      guard TimestampSyntax.isDateTime(value) else { throw Self.error(.timestamp, name, value) }
      try Self.set(&event.time, .time, value, from: origin)
    case .specVersion:
      guard !specversionSeen else { throw Self.error(.once, attribute.name) }
      guard value.count == 3, value[0] == UInt8(ascii: "1"), value[1] == UInt8(ascii: "."),
        value[2] == UInt8(ascii: "0")
      else { throw Self.error(.specVersion, name, value) }
      specversionSeen = true
    case .dataContentType:
      throw Self.error(.contentTypeOnly, attribute.name)
    }
  }

  private mutating func setExtension(
    _ name: Span<UInt8>, _ value: Span<UInt8>, from origin: Origin
  ) throws(CloudEventError) {
    let name = try extensionName(name, from: origin)
    for other in event.extensions where other.name == name { throw Self.error(.once, name) }
    guard event.extensions.count < Self.maximumExtensions else {
      throw Self.error(.atMost(Self.maximumExtensions), name)
    }
    guard let text = Self.text(value, from: origin) else {
      throw Self.error(.text, name.utf8Span.span, value)
    }
    if event.extensions.isEmpty { event.extensions.reserveCapacity(4) }
    event.extensions.append(ExtensionAttribute(name: name, value: .string(text)))
  }

  /// Sets a required attribute.
  private static func set(
    _ slot: inout String, _ attribute: CoreAttribute, _ value: Span<UInt8>,
    from origin: Origin
  ) throws(CloudEventError) {
    guard slot.isEmpty else { throw error(.once, attribute.name) }
    guard let text = text(value, from: origin) else {
      throw error(.text, attribute.name.utf8Span.span, value)
    }
    slot = text
  }

  /// Sets an optional attribute.
  private static func set(
    _ slot: inout String?, _ attribute: CoreAttribute, _ value: Span<UInt8>,
    from origin: Origin
  ) throws(CloudEventError) {
    guard slot == nil else { throw error(.once, attribute.name) }
    guard let text = text(value, from: origin) else {
      throw error(.text, attribute.name.utf8Span.span, value)
    }
    slot = text
  }

  private func extensionName(
    _ name: Span<UInt8>, from origin: Origin
  ) throws(CloudEventError) -> String {
    var isLowercase = true
    for index in name.indices {
      let byte = name[index]
      if byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 { continue }
      guard origin != .property, byte &- UInt8(ascii: "A") < 26 else {
        throw CloudEventError(.name, attribute: Self.text(name))
      }
      isLowercase = false
    }
    let text: String
    if isLowercase, let utf8 = try? UTF8Span(validating: name) {
      text = String(copying: utf8)
    } else {
      text = Self.text(name).lowercased()
    }
    guard !text.isEmpty, text != "data" else { throw CloudEventError(.name, attribute: text) }
    return text
  }

  @inline(__always)
  private static func text(_ value: Span<UInt8>, from origin: Origin) -> String? {
    origin == .literalHeader ? TextSyntax.copy(value) : TextSyntax.string(value)
  }

  private static func isLowercase(_ name: Span<UInt8>) -> Bool {
    for index in name.indices where name[index] < UInt8(ascii: "a") { return false }
    return true
  }

  private static func error(_ rule: CloudEventError.Rule, _ attribute: String) -> CloudEventError {
    CloudEventError(rule, attribute: attribute)
  }

  private static func error(
    _ rule: CloudEventError.Rule, _ name: Span<UInt8>, _ value: Span<UInt8>
  ) -> CloudEventError {
    CloudEventError(rule, attribute: text(name).lowercased(), found: text(value))
  }

  private static func text(_ bytes: Span<UInt8>) -> String {
    String(decoding: [UInt8](copying: bytes), as: UTF8.self)
  }
}
