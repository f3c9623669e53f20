extension RequestHead {
  /// Takes a target up to the space after it and returns that space's offset.
  ///
  /// Accepted: origin form, absolute form with `http` or `https`, asterisk form (RFC 9112
  /// section 3.2). The characters may be any visible ASCII but `#`; RFC 3986 would have some of
  /// them escaped, which many clients leave out.
  mutating func parseTarget(
    _ bytes: Span<UInt8>, from start: Int, limits: borrowing HTTPLimits
  ) throws(ParseStop) -> Int {
    // One byte more than the limit, for the space after the target.
    let window = bytes.extracting(first: start &+ limits.targetBytes &+ 1)
    let isCut = window.count < bytes.count
    do throws(ParseStop) {
      return try parseTarget(window, from: start)
    } catch {
      if case .needMore = error, isCut { throw .refused(.targetTooLong) }
      throw error
    }
  }

  @inline(__always)
  private mutating func parseTarget(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(ParseStop) -> Int {
    guard start < bytes.count else { throw .needMore }
    var pathStart = start
    isAsterisk = false
    if bytes[start] != .slash {
      pathStart = try parseOtherForm(bytes, from: start)
    }
    var index = pathStart
    var queryStart: Int?
    var hasDotSegment = false
    index = try scanPath(bytes, from: pathStart, hasDotSegment: &hasDotSegment)
    let pathEnd = index
    if bytes[index] == .questionMark {
      queryStart = index &+ 1
      index = try scanQuery(bytes, from: index &+ 1)
    }
    if hasDotSegment, containsDotSegment(bytes, from: pathStart, to: pathEnd) {
      throw .refused(.ambiguousPath)
    }
    target = ByteRange(start, index)
    if pathEnd > pathStart {
      path = ByteRange(pathStart, pathEnd)
    } else {
      // `http://host` and `http://host?query`: the path is `/`, and the authority follows one.
      path = ByteRange(authority.map { $0.start &- 1 } ?? start, authority?.start ?? start)
    }
    if let queryStart { query = ByteRange(queryStart, index) }
    return index
  }

  /// Takes `*`, or the scheme and authority of the absolute form; returns where the path starts.
  private mutating func parseOtherForm(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(ParseStop) -> Int {
    if bytes[start] == 42 {  // *
      guard start &+ 1 < bytes.count else { throw .needMore }
      guard bytes[start &+ 1] == .space else { throw .refused(.malformedTarget) }
      isAsterisk = true
      return start
    }
    if method == .connect { throw .refused(.unsupportedMethod) }
    let authorityStart = try skipScheme(bytes, from: start)
    var index = authorityStart
    while index < bytes.count, bytes[index] != .slash, bytes[index] != .questionMark,
      bytes[index] > .space
    { index &+= 1 }
    guard index < bytes.count else { throw .needMore }
    let range = ByteRange(authorityStart, index)
    guard isAuthority(bytes, range) else { throw .refused(.malformedTarget) }
    authority = range
    return index
  }

  /// Takes `http://` or `https://`, letters in either case.
  private func skipScheme(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(ParseStop) -> Int {
    for scheme: String in ["http://", "https://"] {
      var index = start
      var isPrefix = true
      for byte in scheme.utf8 {
        guard index < bytes.count else { throw .needMore }
        if bytes[index].lowercased != byte {
          isPrefix = false
          break
        }
        index &+= 1
      }
      if isPrefix { return index }
    }
    throw .refused(.malformedTarget)
  }
}

/// The offset of the space or `?` after a path. Remarks escapes and dots on the way.
@inline(__always)
private func scanPath(
  _ bytes: Span<UInt8>, from start: Int, hasDotSegment: inout Bool
) throws(ParseStop) -> Int {
  var index = start
  while true {
    while index &+ 8 <= bytes.count {
      let marks = pathMarks(bytes.word(at: index))
      if marks != 0 {
        index &+= firstByte(marks)
        break
      }
      index &+= 8
    }
    guard index < bytes.count else { throw .needMore }
    switch bytes[index] {
    case .space, .questionMark:
      return index
    case .dot:
      hasDotSegment = hasDotSegment || index == start || bytes[index &- 1] == .slash
    case .percent:
      let byte = try escapedByte(bytes, at: index)
      // NUL, slash and backslash mean different things to different readers of a path.
      if byte == 0 || byte == .slash || byte == 92 { throw .refused(.ambiguousPath) }
      hasDotSegment = hasDotSegment || byte == .dot
      index &+= 2
    case 92:
      throw .refused(.ambiguousPath)
    case let byte:
      try refuseTargetByte(byte)
    }
    index &+= 1
  }
}

/// The offset of the space after a query.
private func scanQuery(
  _ bytes: Span<UInt8>, from start: Int
) throws(ParseStop) -> Int {
  var index = start
  while true {
    while index &+ 8 <= bytes.count {
      let marks = queryMarks(bytes.word(at: index))
      if marks != 0 {
        index &+= firstByte(marks)
        break
      }
      index &+= 8
    }
    guard index < bytes.count else { throw .needMore }
    switch bytes[index] {
    case .space:
      return index
    case .percent:
      _ = try escapedByte(bytes, at: index)
      index &+= 2
    case let byte:
      try refuseTargetByte(byte)
    }
    index &+= 1
  }
}

/// The byte that `%` at `index` and the two digits after it stand for.
private func escapedByte(
  _ bytes: Span<UInt8>, at index: Int
) throws(ParseStop) -> UInt8 {
  guard index &+ 1 < bytes.count else { throw .needMore }
  guard let high = bytes[index &+ 1].hexValue else { throw .refused(.malformedEscape) }
  guard index &+ 2 < bytes.count else { throw .needMore }
  guard let low = bytes[index &+ 2].hexValue else { throw .refused(.malformedEscape) }
  return high &<< 4 | low
}

/// Refuses what may not stand in a target; passes what only looked suspicious.
private func refuseTargetByte(_ byte: UInt8) throws(ParseStop) {
  if byte == .lineFeed { throw .refused(.bareLineFeed) }
  if byte == .carriageReturn { throw .refused(.malformedRequestLine) }
  if byte <= .space || byte >= 127 || byte == 35 { throw .refused(.malformedTarget) }
}

/// Whether a segment of the path is `.` or `..`, with any of the dots written `%2e`.
private func containsDotSegment(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
  var dots = 0
  var hasOthers = false
  var index = start
  while index < end {
    if bytes[index] == .slash {
      if !hasOthers, dots == 1 || dots == 2 { return true }
      dots = 0
      hasOthers = false
    } else if bytes[index] == .dot {
      dots &+= 1
    } else if bytes[index] == .percent, bytes[index &+ 1] == 50, bytes[index &+ 2] | 0x20 == 101 {
      dots &+= 1
      index &+= 2
    } else {
      hasOthers = true
    }
    index &+= 1
  }
  return !hasOthers && (dots == 1 || dots == 2)
}

/// 0x80 in each byte (and perhaps above one) that is at most `%`, at least DEL, or one of `.?\`.
@inline(__always)
private func pathMarks(_ word: UInt64) -> UInt64 {
  queryMarks(word)
    | zeroBytes(word ^ 0x2E2E_2E2E_2E2E_2E2E)
    | zeroBytes(word ^ 0x3F3F_3F3F_3F3F_3F3F)
    | zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
}

/// 0x80 in each byte (and perhaps above one) that is at most `%` or at least DEL.
@inline(__always)
private func queryMarks(_ word: UInt64) -> UInt64 {
  ((word &- 0x2626_2626_2626_2626) & ~word | (word &+ 0x0101_0101_0101_0101) | word)
    & 0x8080_8080_8080_8080
}
