extension Array where Element == UInt8 {
  /// Appends `Name: value CRLF` of every field of `head` that is meant for the far end.
  ///
  /// Left out are the fields for the next hop only (RFC 9110 section 7.6.1), those that a
  /// Connection field names, Content-Length and Transfer-Encoding, the kinds in `excluding`, and
  /// names with an underscore: a function behind CGI, WSGI or Rack can't tell `ce_id` from `ce-id`.
  /// `bytes` are those that the head was parsed from.
  package mutating func copyEndToEndFields(
    from bytes: Span<UInt8>, head: borrowing RequestHead, excluding: FieldKinds = []
  ) {
    for index in 0..<head.fieldCount {
      let field = head.field(index)
      if head.fields.isForFarEnd(field, bytes, excluding: excluding),
        !bytes.bytes(field.name).contains(.underscore)
      {
        append(field, from: bytes)
      }
    }
  }

  /// The same for a response, whose names may have underscores.
  package mutating func copyEndToEndFields(
    from bytes: Span<UInt8>, head: borrowing ResponseHead, excluding: FieldKinds = []
  ) {
    for index in 0..<head.fieldCount {
      let field = head.field(index)
      if head.fields.isForFarEnd(field, bytes, excluding: excluding) { append(field, from: bytes) }
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

extension FieldSection {
  @inline(__always)
  fileprivate func isForFarEnd(
    _ field: HeaderField, _ bytes: Span<UInt8>, excluding: FieldKinds
  ) -> Bool {
    !field.kind.isHopByHop && !excluding.contains(field.kind) && !isNamedByConnection(field, bytes)
  }
}

extension Span where Element == UInt8 {
  fileprivate func contains(_ wanted: UInt8) -> Bool {
    for index in 0..<count where self[index] == wanted { return true }
    return false
  }
}
