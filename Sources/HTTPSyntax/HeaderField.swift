/// One field line of a head (RFC 9110 section 5): where its name and value stand.
package struct HeaderField: Sendable, Hashable {
  /// The name as it was sent, letters in either case.
  package var name: ByteRange
  /// The value without the white space around it; may be empty.
  package var value: ByteRange
  /// What the name is, so that nobody has to compare text.
  package var kind: FieldKind

  @inline(__always)
  init(
    name: ByteRange = ByteRange(0, 0), value: ByteRange = ByteRange(0, 0),
    kind: FieldKind = .other
  ) {
    self.name = name
    self.value = value
    self.kind = kind
  }
}
