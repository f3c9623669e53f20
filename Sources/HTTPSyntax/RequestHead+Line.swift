extension RequestHead {
  /// Takes `method SP target SP version CRLF` (RFC 9112 section 3) and returns the offset after.
  mutating func parseRequestLine(
    _ bytes: Span<UInt8>, limits: borrowing HTTPLimits
  ) throws(ParseStop) -> Int {
    let start = try skipEmptyLine(bytes)
    let methodEnd = try parseMethod(bytes, from: start, limits: limits)
    let targetEnd = try parseTarget(bytes, from: methodEnd &+ 1, limits: limits)
    let versionEnd = try parseVersion(bytes, from: targetEnd &+ 1)
    // Forms of a target that belong to one method only (RFC 9112 sections 3.2.3 and 3.2.4).
    if method == .connect { throw .refused(.unsupportedMethod) }
    if isAsterisk, method != .options { throw .refused(.malformedTarget) }
    return versionEnd
  }

  private func skipEmptyLine(_ bytes: Span<UInt8>) throws(ParseStop) -> Int {
    guard bytes.count > 0 else { throw .needMore }
    guard bytes[0] == .carriageReturn else { return 0 }
    guard bytes.count > 1 else { throw .needMore }
    guard bytes[1] == .lineFeed else { throw .refused(.bareCarriageReturn) }
    return 2
  }

  @inline(__always)
  private mutating func parseMethod(
    _ bytes: Span<UInt8>, from start: Int, limits: borrowing HTTPLimits
  ) throws(ParseStop) -> Int {
    if start &+ 8 <= bytes.count {
      let word = bytes.word(at: start)
      let length = firstByte(nonNameBytes(word))
      if length > 0, length < 8, bytes[start &+ length] == .space {
        methodRange = ByteRange(start, start &+ length)
        method = HTTPMethod(word: word & ~(UInt64.max &<< UInt64(8 &* length)))
        return start &+ length
      }
    }
    return try parseAnyMethod(bytes, from: start, limits: limits)
  }

  private mutating func parseAnyMethod(
    _ bytes: Span<UInt8>, from start: Int, limits: borrowing HTTPLimits
  ) throws(ParseStop) -> Int {
    var index = start
    while index < bytes.count, bytes[index].isToken {
      index &+= 1
      if index &- start > limits.methodBytes { throw .refused(.methodTooLong) }
    }
    guard index < bytes.count else { throw .needMore }
    guard index > start, bytes[index] == .space else {
      throw .refused(bytes[index] == .lineFeed ? .bareLineFeed : .malformedRequestLine)
    }
    methodRange = ByteRange(start, index)
    let length = index &- start
    method = length < 8 ? HTTPMethod(word: bytes.word(at: start, length: length)) : .other
    return index
  }

  /// `HTTP/1.1` or `HTTP/1.0`. A higher minor version is understood as 1.1, as RFC 9110
  /// section 2.5 asks; another major version is refused.
  @inline(__always)
  private mutating func parseVersion(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(ParseStop) -> Int {
    guard start &+ 10 <= bytes.count else {
      try refuseEarlyLineEnd(bytes, from: start)
      throw .needMore
    }
    let word = bytes.word(at: start)
    if word == 0x312E_312F_5054_5448 {
      isHTTP10 = false
    } else if word == 0x302E_312F_5054_5448 {
      isHTTP10 = true
    } else {
      try refuseEarlyLineEnd(bytes.extracting(first: start &+ 9), from: start)
      guard word & 0xFF_FFFF_FFFF == 0x2F_5054_5448, bytes[start &+ 5].isDigit,
        bytes[start &+ 6] == .dot, bytes[start &+ 7].isDigit
      else { throw .refused(.malformedVersion) }
      guard bytes[start &+ 5] == 49 else { throw .refused(.unsupportedVersion) }
      isHTTP10 = false
    }
    try requireLineEnd(bytes, at: start &+ 8, otherwise: .malformedVersion)
    return start &+ 10
  }

  /// A line that ends before a version could stand there is refused at once, for no more comes.
  private func refuseEarlyLineEnd(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(ParseStop) {
    var index = start
    while index < bytes.count {
      if bytes[index] == .lineFeed {
        let isBare = index == start || bytes[index &- 1] != .carriageReturn
        throw .refused(isBare ? .bareLineFeed : .malformedVersion)
      }
      index &+= 1
    }
  }
}
