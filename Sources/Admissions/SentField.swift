import HTTPSyntax

/// What a request has under a name that should stand there once.
package enum SentField {
  case none
  case one(ByteRange)
  /// Which of them somebody behind us would read, nobody knows.
  case several

  package init(_ name: String, of head: borrowing RequestHead, _ bytes: Span<UInt8>) {
    self = .none
    for index in 0..<head.fieldCount {
      let field = head.field(index)
      guard bytes.bytes(field.name).isSame(as: name) else { continue }
      if case .one = self {
        self = .several
        return
      }
      self = .one(field.value)
    }
  }
}

extension Span where Element == UInt8 {
  /// Whether the bytes are this ASCII text, letters in either case.
  func isSame(as text: String) -> Bool {
    guard count == text.utf8.count else { return false }
    var index = 0
    for byte in text.utf8 {
      if self[index].lowercased != byte.lowercased { return false }
      index += 1
    }
    return true
  }
}

extension UInt8 {
  fileprivate var lowercased: UInt8 { (65...90).contains(self) ? self | 0x20 : self }
}
