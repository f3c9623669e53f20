/// The field lines of a head: where they stand, and what they say about the message's framing.
///
/// Its storage is kept from head to head: a parser in use does not allocate.
struct FieldSection: ~Copyable {
  var fields = FieldTable()
  var host: ByteRange?
  var contentLength: Int?
  var contentType: ByteRange?
  var retryAfter: ByteRange?
  var isChunked = false
  var expectsContinue = false
  var hasCloudEventHeaders = false
  var hasTrace = false
  var saysClose = false
  var saysKeepAlive = false
  /// How many other names the Connection fields hold.
  var connectionOptionCount = 0

  mutating func reset() {
    fields.removeAll()
    host = nil
    contentLength = nil
    contentType = nil
    retryAfter = nil
    isChunked = false
    expectsContinue = false
    hasCloudEventHeaders = false
    hasTrace = false
    saysClose = false
    saysKeepAlive = false
    connectionOptionCount = 0
  }

  /// Takes whole lines from `position` on, up to and with the empty line that ends the head.
  ///
  /// `position` moves line by line: when more bytes must come it is the start of the line that
  /// is not whole yet.
  mutating func parse(
    _ bytes: Span<UInt8>, at position: inout Int, dialect: Dialect,
    limits: borrowing HTTPLimits
  ) throws(ParseStop) {
    while true {
      guard position < bytes.count else { throw .needMore }
      if bytes[position] == .carriageReturn {
        guard position &+ 1 < bytes.count else { throw .needMore }
        guard bytes[position &+ 1] == .lineFeed else { throw .refused(.bareCarriageReturn) }
        position &+= 2
        return
      }
      let next = try parseLine(bytes, at: position, dialect: dialect, limits: limits)
      position = next
    }
  }

  /// Takes one field line (RFC 9112 section 5) and returns the offset after its CRLF.
  @inline(__always)
  private mutating func parseLine(
    _ bytes: Span<UInt8>, at start: Int, dialect: Dialect,
    limits: borrowing HTTPLimits
  ) throws(ParseStop) -> Int {
    var index = skipName(bytes, from: start)
    guard index < bytes.count else { throw .needMore }
    guard bytes[index] == .colon, index > start else {
      throw .refused(nameFault(bytes[index], atStart: index == start))
    }
    let name = ByteRange(start, index)
    index &+= 1
    while index < bytes.count, bytes[index].isOptionalWhiteSpace { index &+= 1 }
    let valueStart = index
    index = skipValue(bytes, from: index)
    try requireLineEnd(bytes, at: index, otherwise: .controlCharacter)
    var valueEnd = index
    while valueEnd > valueStart, bytes[valueEnd &- 1].isOptionalWhiteSpace { valueEnd &-= 1 }
    guard fields.count < limits.fieldCount else { throw .refused(.tooManyFields) }
    let kind = FieldKind(bytes, name: name)
    let field = HeaderField(name: name, value: ByteRange(valueStart, valueEnd), kind: kind)
    fields.append(field)
    if kind != .other { try apply(field, bytes, dialect: dialect, limits: limits) }
    return index &+ 2
  }

  private func nameFault(_ byte: UInt8, atStart: Bool) -> HTTPFault {
    switch byte {
    case .lineFeed: .bareLineFeed
    case .carriageReturn: .malformedFieldName
    case .space, .tab: atStart ? .foldedLine : .spaceBeforeColon
    default: .malformedFieldName
    }
  }
}

/// The offset of the first byte from `index` on that may not stand in a field name, or their end.
@inline(__always)
func skipName(_ bytes: Span<UInt8>, from start: Int) -> Int {
  var index = start
  while index &+ 8 <= bytes.count {
    let marks = nonNameBytes(bytes.word(at: index))
    if marks == 0 {
      index &+= 8
      continue
    }
    index &+= firstByte(marks)
    if bytes[index] == .colon || !bytes[index].isToken { return index }
    index &+= 1
  }
  while index < bytes.count, bytes[index].isToken { index &+= 1 }
  return index
}

/// The offset of the first control character but tab from `index` on, or their end.
@inline(__always)
func skipValue(_ bytes: Span<UInt8>, from start: Int) -> Int {
  var index = start
  while index &+ 8 <= bytes.count {
    let marks = controlBytes(bytes.word(at: index))
    if marks == 0 {
      index &+= 8
      continue
    }
    index &+= firstByte(marks)
    if bytes[index] != .tab { return index }
    index &+= 1
  }
  while index < bytes.count, (bytes[index] >= .space && bytes[index] != 127) || bytes[index] == .tab
  {
    index &+= 1
  }
  return index
}

/// Demands CRLF at `index`; `fault` is what any other byte there means.
@inline(__always)
func requireLineEnd(
  _ bytes: Span<UInt8>, at index: Int, otherwise fault: HTTPFault
) throws(ParseStop) {
  guard index < bytes.count else { throw .needMore }
  guard bytes[index] == .carriageReturn else {
    throw .refused(bytes[index] == .lineFeed ? .bareLineFeed : fault)
  }
  guard index &+ 1 < bytes.count else { throw .needMore }
  guard bytes[index &+ 1] == .lineFeed else { throw .refused(.bareCarriageReturn) }
}
