extension FieldSection {
  /// Takes in what a known field says, and refuses what could be understood in two ways.
  mutating func apply(
    _ field: HeaderField, _ bytes: Span<UInt8>, dialect: Dialect, limits: borrowing HTTPLimits
  ) throws(ParseStop) {
    switch field.kind {
    case .host:
      guard dialect.isRequest else { return }
      guard host == nil else { throw .refused(.repeatedHost) }
      guard isAuthority(bytes, field.value) else { throw .refused(.malformedHost) }
      host = field.value
    case .contentLength:
      guard contentLength == nil else { throw .refused(.repeatedContentLength) }
      if isChunked { throw .refused(.lengthAndTransferEncoding) }
      contentLength = try parseLength(bytes, field.value)
    case .transferEncoding:
      try applyTransferEncoding(bytes, field.value, dialect: dialect)
    case .connection:
      try applyConnection(bytes, field.value, limits: limits)
    case .contentType:
      if contentType != nil {
        if dialect.isRequest { throw .refused(.repeatedContentType) }
        return
      }
      contentType = field.value
    case .expect:
      guard dialect == .request11 else { return }
      guard bytes.matches(field.value, "100-continue") else {
        throw .refused(.unknownExpectation)
      }
      expectsContinue = true
    case .cloudEvent:
      hasCloudEventHeaders = true
    case .trace:
      hasTrace = true
    case .retryAfter:
      if retryAfter == nil { retryAfter = field.value }
    case .other, .hopByHop, .date, .server, .patchbay, .forwarded:
      break
    }
  }

  /// RFC 9112 section 6.1. A list of codings is never needed: what is not exactly `chunked`
  /// is refused, so that nobody before or behind us can see another end of the body.
  private mutating func applyTransferEncoding(
    _ bytes: Span<UInt8>, _ value: ByteRange, dialect: Dialect
  ) throws(ParseStop) {
    if dialect.is10 { throw .refused(.transferEncodingInHTTP10) }
    if isChunked { throw .refused(.repeatedTransferEncoding) }
    if contentLength != nil { throw .refused(.lengthAndTransferEncoding) }
    guard isChunkedCoding(bytes, value) else {
      throw .refused(transferEncodingFault(bytes, value))
    }
    isChunked = true
  }

  /// RFC 9110 section 7.6.1: a list of `close`, `keep-alive` and names of fields.
  private mutating func applyConnection(
    _ bytes: Span<UInt8>, _ value: ByteRange, limits: borrowing HTTPLimits
  ) throws(ParseStop) {
    var list = TokenList(value)
    while let option = list.next(in: bytes) {
      for offset in option.start..<option.end where !bytes[offset].isToken {
        throw .refused(.malformedConnection)
      }
      if bytes.matches(option, "close") {
        saysClose = true
      } else if bytes.matches(option, "keep-alive") {
        saysKeepAlive = true
      } else {
        connectionOptionCount += 1
        if connectionOptionCount > limits.connectionOptions {
          throw .refused(.tooManyConnectionOptions)
        }
      }
    }
  }

  /// Whether a Connection field names `field`, which makes it one for the next hop only.
  func isNamedByConnection(_ field: HeaderField, _ bytes: Span<UInt8>) -> Bool {
    guard connectionOptionCount > 0 else { return false }
    for index in 0..<fields.count where fields[index].kind == .connection {
      var list = TokenList(fields[index].value)
      while let option = list.next(in: bytes) {
        if equalIgnoringCase(bytes, option, field.name) { return true }
      }
    }
    return false
  }

  /// Whether the connection stays open after the message (RFC 9112 section 9.3).
  func keepsAlive(_ dialect: Dialect) -> Bool {
    !saysClose && (saysKeepAlive || !dialect.is10)
  }
}

@inline(__always)
private func isChunkedCoding(_ bytes: Span<UInt8>, _ value: ByteRange) -> Bool {
  value.count == 7
    && bytes.word(at: value.start, length: 7) | 0x20_2020_2020_2020 == 0x64_656B_6E75_6863
}

/// Tells codings that Patchbay does not have from those that leave the body's end open: only where
/// `chunked` stands once and last is that known (RFC 9112 section 6.3).
private func transferEncodingFault(_ bytes: Span<UInt8>, _ value: ByteRange) -> HTTPFault {
  var list = TokenList(value)
  var chunkedCount = 0
  var endsInChunked = false
  while let coding = list.next(in: bytes) {
    endsInChunked = isChunkedCoding(bytes, coding)
    if endsInChunked { chunkedCount += 1 }
  }
  return endsInChunked && chunkedCount == 1
    ? .unsupportedTransferEncoding : .ambiguousTransferEncoding
}

/// RFC 9110 section 8.6: one or more digits, nothing else.
private func parseLength(_ bytes: Span<UInt8>, _ value: ByteRange) throws(ParseStop) -> Int {
  guard !value.isEmpty else { throw .refused(.malformedContentLength) }
  var length = 0
  var isTooLarge = false
  for offset in value.start..<value.end {
    let digit = bytes[offset] &- 48
    guard digit < 10 else { throw .refused(.malformedContentLength) }
    let (product, overflow) = length.multipliedReportingOverflow(by: 10)
    let (sum, overflowed) = product.addingReportingOverflow(Int(digit))
    isTooLarge = isTooLarge || overflow || overflowed
    length = sum
  }
  if isTooLarge { throw .refused(.contentLengthTooLarge) }
  return length
}

/// Whether two ranges hold the same ASCII text, letters in either case.
func equalIgnoringCase(_ bytes: Span<UInt8>, _ left: ByteRange, _ right: ByteRange) -> Bool {
  guard left.count == right.count else { return false }
  for step in 0..<Int(left.count)
  where bytes[left.start &+ step].lowercased != bytes[right.start &+ step].lowercased {
    return false
  }
  return true
}
