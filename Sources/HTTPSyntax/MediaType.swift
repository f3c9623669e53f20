extension Span where Element == UInt8 {
  /// Whether a Content-Type's value starts with `prefix`, letters in either case.
  ///
  /// It is how CloudEvents tells its modes apart: `application/cloudevents` is one of the
  /// structured mode whatever follows.
  package func hasMediaTypePrefix(_ prefix: String) -> Bool {
    guard count >= prefix.utf8.count else { return false }
    return matches(ByteRange(0, prefix.utf8.count), prefix)
  }

  /// Whether a Content-Type's value is `type`, whatever parameters follow (RFC 9110 section
  /// 8.3.1).
  package func isMediaType(_ type: String) -> Bool {
    guard hasMediaTypePrefix(type) else { return false }
    var index = type.utf8.count
    while index < count, self[index].isOptionalWhiteSpace { index += 1 }
    return index == count || self[index] == UInt8(ascii: ";")
  }
}
