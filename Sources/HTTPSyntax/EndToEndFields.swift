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
    // Lines that stand as they are to be written are copied together with their neighbours.
    var run = 0..<0
    for index in 0..<head.fieldCount {
      let field = head.field(index)
      guard head.fields.isForFarEnd(field, bytes, excluding: excluding) else { continue }
      let isAsWritten = field.stands(in: bytes)
      let line = field.name.start..<(field.value.end &+ 2)
      if isAsWritten, line.lowerBound == run.upperBound {
        run = run.lowerBound..<line.upperBound
        continue
      }
      append(bytes.extracting(run))
      run = isAsWritten ? line : 0..<0
      if !isAsWritten { append(field, from: bytes) }
    }
    append(bytes.extracting(run))
  }

  /// Appends one field line. White space around its value is not copied.
  package mutating func append(_ field: HeaderField, from bytes: Span<UInt8>) {
    append(bytes.bytes(field.name))
    append(": ")
    append(bytes.bytes(field.value))
    append("\r\n")
  }
}

extension HeaderField {
  /// Whether its line is `Name: value CRLF`, with no more white space than that.
  @inline(__always)
  fileprivate func stands(in bytes: Span<UInt8>) -> Bool {
    value.start == name.end &+ 2 && bytes[name.end &+ 1] == .space
      && bytes[value.end] == .carriageReturn
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
