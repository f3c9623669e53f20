import JSONSyntax

/// How attribute values are written in HTTP headers.
///
/// Source: CloudEvents HTTP binding 1.0.2, section 3.1.3.2.
package enum HeaderValue {
  /// Whether a value from a header stands for itself: printable ASCII and spaces without `%`,
  /// and no quote.
  static func isLiteral(_ value: Span<UInt8>) -> Bool { isPlain(value, firstAllowed: 0x20) }

  /// The text that a header value stands for; not yet checked to be UTF-8.
  ///
  /// A string in double quotes loses them and its backslashes; then one round of percent-decoding
  /// follows, which accepts lower-case digits and needless encodings.
  ///
  /// - Returns: nil where a quote is not closed or `%` does not begin an encoding.
  static func decoding(_ value: Span<UInt8>) -> [UInt8]? {
    if value.count > 0, value[0] == UInt8(ascii: "\"") {
      guard let unquoted = unquoting(value) else { return nil }
      return percentDecoding(unquoted.span)
    }
    return percentDecoding(value)
  }

  /// Appends `value` as a header value: space, `"`, `%` and everything outside U+0021 to U+007E
  /// percent-encoded.
  @inline(__always)
  package static func append(encoding value: Span<UInt8>, to bytes: inout [UInt8]) {
    if isPlain(value, firstAllowed: 0x21) {
      bytes.append(copying: value)
    } else {
      appendSlowly(encoding: value, to: &bytes)
    }
  }

  /// Whether every byte is from `firstAllowed` to 0x7E and neither `"` nor `%`.
  @inline(__always)
  private static func isPlain(_ value: Span<UInt8>, firstAllowed: UInt8) -> Bool {
    guard value.count >= 8 else {
      for index in value.indices where !isPlain(value[index], firstAllowed: firstAllowed) {
        return false
      }
      return true
    }
    var marks: UInt64 = 0
    var index = 0
    while index &+ 8 < value.count {
      marks |= notPlain(ByteWord(value, at: index), firstAllowed)
      index &+= 8
    }
    // The last word may cover bytes for a second time.
    return marks | notPlain(ByteWord(value, at: value.count &- 8), firstAllowed) == 0
  }

  @inline(__always)
  private static func notPlain(_ word: ByteWord, _ firstAllowed: UInt8) -> UInt64 {
    word.marks(below: firstAllowed) | word.marks(equalTo: UInt8(ascii: "\""))
      | word.marks(equalTo: UInt8(ascii: "%")) | word.marks(equalTo: 0x7F)
      | word.marksOutsideASCII
  }

  @inline(__always)
  private static func isPlain(_ byte: UInt8, firstAllowed: UInt8) -> Bool {
    byte >= firstAllowed && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "%")
  }

  private static func appendSlowly(encoding value: Span<UInt8>, to bytes: inout [UInt8]) {
    for index in value.indices {
      if isPlain(value[index], firstAllowed: 0x21) {
        bytes.append(value[index])
      } else {
        PercentEncoding.append(value[index], to: &bytes)
      }
    }
  }

  private static func unquoting(_ value: Span<UInt8>) -> [UInt8]? {
    var text: [UInt8] = []
    text.reserveCapacity(value.count)
    var index = 1
    while index < value.count {
      switch value[index] {
      case UInt8(ascii: "\""):
        return index &+ 1 == value.count ? text : nil
      case UInt8(ascii: "\\"):
        index &+= 1
        guard index < value.count else { return nil }
        text.append(value[index])
      case let byte:
        text.append(byte)
      }
      index &+= 1
    }
    return nil
  }

  private static func percentDecoding(_ value: Span<UInt8>) -> [UInt8]? {
    var text: [UInt8] = []
    text.reserveCapacity(value.count)
    var index = 0
    while index < value.count {
      guard value[index] == UInt8(ascii: "%") else {
        text.append(value[index])
        index &+= 1
        continue
      }
      guard index &+ 2 < value.count, let high = PercentEncoding.value(value[index &+ 1]),
        let low = PercentEncoding.value(value[index &+ 2])
      else { return nil }
      text.append(high << 4 | low)
      index &+= 3
    }
    return text
  }
}
