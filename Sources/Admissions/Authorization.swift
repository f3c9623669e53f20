import HTTPSyntax

/// The credentials of a request's `Authorization` field (RFC 9110, section 11.6.2).
enum Authorization {
  /// No such field, or one of another scheme.
  case missing
  case credentials(ByteRange)
  /// Several fields.
  case ambiguous

  /// - Parameter scheme: letters in either case.
  init(_ scheme: String, _ head: borrowing RequestHead, _ bytes: Span<UInt8>) {
    switch SentField("Authorization", of: head, bytes) {
    case .none: self = .missing
    case .several: self = .ambiguous
    case .one(var range):
      let length = scheme.utf8.count
      guard range.count > length, bytes[range.start + length] == UInt8(ascii: " "),
        bytes.extracting(range.start..<(range.start + length)).isSame(as: scheme)
      else {
        self = .missing
        return
      }
      var skipped = length
      while skipped < Int(range.count), bytes[range.start + skipped] == UInt8(ascii: " ") {
        skipped += 1
      }
      range.offset += UInt32(skipped)
      range.count -= UInt32(skipped)
      self = .credentials(range)
    }
  }
}
