extension Array where Element == UInt8 {
  /// Appends `Name: value CRLF` of every field of `head` that is meant for the far end.
  ///
  /// Left out are the fields for the next hop only (RFC 9110 section 7.6.1), those that a
  /// Connection field names, Content-Length and Transfer-Encoding, and the kinds in `excluding`.
  /// `bytes` are those that the head was parsed from.
  package mutating func copyEndToEndFields(
    from bytes: Span<UInt8>, head: borrowing RequestHead, excluding: FieldKinds = []
  ) {
    copy(head.fields, from: bytes, excluding: excluding)
  }

  package mutating func copyEndToEndFields(
    from bytes: Span<UInt8>, head: borrowing ResponseHead, excluding: FieldKinds = []
  ) {
    copy(head.fields, from: bytes, excluding: excluding)
  }

  private mutating func copy(
    _ section: borrowing FieldSection, from bytes: Span<UInt8>, excluding: FieldKinds
  ) {
    for index in 0..<section.fields.count {
      let field = section.fields[index]
      if field.kind.isHopByHop || excluding.contains(field.kind)
        || section.isNamedByConnection(field, bytes)
      {
        continue
      }
      append(field, from: bytes)
    }
  }

  /// Appends one field line. White space around its value is not copied.
  package mutating func append(_ field: HeaderField, from bytes: Span<UInt8>) {
    append(bytes.bytes(field.name))
    append(": ")
    append(bytes.bytes(field.value))
    append("\r\n")
  }
}
