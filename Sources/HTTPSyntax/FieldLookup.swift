extension RequestHead {
  /// The value of the first field of that name, letters in either case; nil where there is none.
  ///
  /// It compares names; for those that `FieldKind` knows, `host`, `contentType` and so on are
  /// at hand already. `bytes` are those that the head was parsed from.
  package func value(of name: String, in bytes: Span<UInt8>) -> ByteRange? {
    fields.value(of: name, in: bytes)
  }
}

extension ResponseHead {
  /// The value of the first field of that name, letters in either case; nil where there is none.
  package func value(of name: String, in bytes: Span<UInt8>) -> ByteRange? {
    fields.value(of: name, in: bytes)
  }
}

extension FieldSection {
  fileprivate func value(of name: String, in bytes: Span<UInt8>) -> ByteRange? {
    for index in 0..<fields.count {
      let field = fields[index]
      if bytes.matches(field.name, name) { return field.value }
    }
    return nil
  }
}
