extension Span<UInt8> {
  /// Whether these are the bytes of `word`.
  @inline(__always)
  func matches(_ word: String) -> Bool {
    guard count == word.utf8.count else { return false }
    let word = word.utf8Span.span
    for index in indices where self[index] != word[index] { return false }
    return true
  }

  /// Whether these are the bytes of the lower-case `word`, but for the case of ASCII letters.
  @inline(__always)
  func matchesIgnoringCase(_ word: String) -> Bool {
    guard count == word.utf8.count else { return false }
    let word = word.utf8Span.span
    for index in indices {
      let byte = self[index]
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      if (isUpper ? byte | 0x20 : byte) != word[index] { return false }
    }
    return true
  }
}
