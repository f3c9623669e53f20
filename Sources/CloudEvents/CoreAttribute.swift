/// The attributes that the specification defines.
enum CoreAttribute: Sendable {
  case id
  case source
  case specVersion
  case type
  case subject
  case time
  case dataContentType
  case dataSchema

  /// Nil for the name of an extension. Letters may have either case.
  @inline(__always)
  init?(name: Span<UInt8>) {
    let (attribute, word): (CoreAttribute, String)
    switch (name.count, name.count > 0 ? name[0] | 0x20 : 0) {
    case (2, UInt8(ascii: "i")): (attribute, word) = (.id, "id")
    case (4, UInt8(ascii: "t")):
      (attribute, word) = name[1] | 0x20 == UInt8(ascii: "y") ? (.type, "type") : (.time, "time")
    case (6, UInt8(ascii: "s")): (attribute, word) = (.source, "source")
    case (7, UInt8(ascii: "s")): (attribute, word) = (.subject, "subject")
    case (10, UInt8(ascii: "d")): (attribute, word) = (.dataSchema, "dataschema")
    case (11, UInt8(ascii: "s")): (attribute, word) = (.specVersion, "specversion")
    case (15, UInt8(ascii: "d")): (attribute, word) = (.dataContentType, "datacontenttype")
    default: return nil
    }
    guard name.matchesIgnoringCase(word) else { return nil }
    self = attribute
  }

  var name: String {
    switch self {
    case .id: "id"
    case .source: "source"
    case .specVersion: "specversion"
    case .type: "type"
    case .subject: "subject"
    case .time: "time"
    case .dataContentType: "datacontenttype"
    case .dataSchema: "dataschema"
    }
  }
}
