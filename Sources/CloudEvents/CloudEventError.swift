import JSONSyntax

/// Why something is not a CloudEvent; its `description` is the sentence that a sender is shown.
package struct CloudEventError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was not kept to.
  package enum Rule: Sendable, Hashable {
    /// A required attribute is absent.
    case required
    /// A value is the empty string.
    case notEmpty
    /// An attribute stands there twice.
    case once
    /// A name has other characters than `a-z0-9`, has none, or is `data`.
    case name
    /// `specversion` is not `1.0`.
    case specVersion
    case uriReference
    case uri
    case timestamp
    case mediaType
    /// A value has control characters or noncharacters, or is not UTF-8.
    case text
    /// A header value's percent-encoding or quoting is broken.
    case headerEncoding
    /// A JSON value is none of string, boolean and integer where an attribute stands.
    case attributeType
    /// A specified attribute is not a JSON string.
    case string
    /// An integer has more than 32 bits.
    case integerRange
    case base64
    /// `data` and `data_base64` are both there.
    case oneData
    /// `datacontenttype` stands elsewhere than in the content type.
    case contentTypeOnly
    /// The event format is not JSON: an HTTP source answers 415 to it.
    case jsonFormatOnly
    /// A batch came where a single event belongs.
    case noBatch
    /// More extensions, or more events in a batch, than the limit.
    case atMost(Int)
    /// A line of a binary head is neither `ce-…` nor `Content-Type`.
    case headerLine
    /// An event is not a JSON object.
    case jsonObject
    case json(JSONError)
  }

  package var rule: Rule
  /// The attribute's name, shortened to 64 characters; nil where the rule is about the whole event.
  package var attribute: String?
  /// What stood there, shortened likewise; nil where nothing did.
  package var found: String?
  /// Which event of a batch it is, from 0.
  package var index: Int?

  package init(_ rule: Rule, attribute: String? = nil, found: String? = nil, index: Int? = nil) {
    self.rule = rule
    self.attribute = attribute.map(Self.shortened)
    self.found = found.map(Self.shortened)
    self.index = index
  }

  package var description: String {
    var sentence = ""
    if let index { sentence += "event \(index) of the batch: " }
    if let attribute { sentence += "attribute \(Self.quoted(attribute)) " }
    sentence += explanation
    if let found { sentence += ", but it is \(Self.quoted(found))" }
    return sentence
  }

  private var explanation: String {
    switch rule {
    case .required: "is required, but absent"
    case .notEmpty: "must not be empty"
    case .once: "must stand there only once"
    case .name: "must have a name of the characters a-z and 0-9 that is not \"data\""
    case .specVersion: "must be \"1.0\""
    case .uriReference: "must be a URI-reference (RFC 3986)"
    case .uri: "must be an absolute URI (RFC 3986)"
    case .timestamp: "must be a timestamp like \"2026-03-29T01:30:00Z\" (RFC 3339)"
    case .mediaType: "must be a media type like \"application/json\" (RFC 2046)"
    case .text: "must be UTF-8 without control characters and noncharacters"
    case .headerEncoding: "must be percent-encoded UTF-8, or a string in double quotes"
    case .attributeType: "must be a string, a boolean or an integer"
    case .string: "must be a string"
    case .integerRange: "must be an integer from -2147483648 to 2147483647"
    case .base64: "must be Base64 with padding (RFC 4648, section 4)"
    case .oneData: "the members \"data\" and \"data_base64\" must not both be there"
    case .contentTypeOnly: "must not be given as such: it is what Content-Type says"
    case .jsonFormatOnly:
      "the event format must be JSON: application/cloudevents+json or "
        + "application/cloudevents-batch+json"
    case .noBatch: "a single event is expected here, not a batch"
    case .atMost(let limit):
      attribute == nil
        ? "a batch must have at most \(limit) events"
        : "is one too many: an event must have at most \(limit) extensions"
    case .headerLine: "must be a ce- header or Content-Type"
    case .jsonObject: "an event must be a JSON object"
    case .json(let error): "the event is not JSON: \(error)"
    }
  }

  /// At most 64 characters, told from the bytes so that a hostile megabyte costs nothing.
  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > 64 else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(64))) + "…"
  }

  /// Quoted so that nothing in it can break out of a log line.
  private static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    appendJSONString(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
