extension TimeZoneRules {
  /// The most bytes a file may have; the largest of today's zones has 4 KiB.
  package static let maxFileBytes = 262_144

  /// Reads a TZif file of version 2 or later.
  ///
  /// Source: RFC 9636, section 3.
  /// - Throws: `TimeZoneError` where the bytes are not such a file, or count leap seconds.
  package init(tzif bytes: borrowing Span<UInt8>) throws(TimeZoneError) {
    guard bytes.count <= Self.maxFileBytes else {
      throw .tooLong(limitBytes: Self.maxFileBytes)
    }
    let first = try TZifHeader(bytes, at: 0)
    guard first.version >= UInt8(ascii: "2") else { throw .tooOld }
    let header = try TZifHeader(bytes, at: TZifHeader.size + first.bodySize(timeSize: 4))
    guard (1...256).contains(header.typeCount) else {
      throw .malformed("\(header.typeCount) types of local time")
    }
    guard header.leapCount == 0 else { throw .countsLeapSeconds }
    let body = header.end
    guard body + header.bodySize(timeSize: 8) <= bytes.count else { throw .truncated }
    let typesStart = body + header.timeCount * 9
    var typeOffsets: [Int] = []
    for type in 0..<header.typeCount {
      let offset = Int(Int32(truncatingIfNeeded: bytes.number(at: typesStart + type * 6, size: 4)))
      guard abs(offset) <= Self.greatestOffset else { throw .malformed("an offset of \(offset) s") }
      typeOffsets.append(offset)
    }
    var instants: [Int] = []
    var offsets: [Int] = []
    for index in 0..<header.timeCount {
      let instant = Int(bytes.number(at: body + index * 8, size: 8))
      let type = Int(bytes[body + header.timeCount * 8 + index])
      guard type < typeOffsets.count else { throw .malformed("type \(type) is not defined") }
      guard instant >= Self.timeWithoutEnd.lowerBound, instant < Self.timeWithoutEnd.upperBound,
        instants.last ?? .min < instant
      else { throw .malformed("instants do not rise") }
      instants.append(instant)
      offsets.append(typeOffsets[type])
    }
    self.init(
      instants: instants, offsets: offsets, initialOffset: typeOffsets[0],
      footer: try footer(bytes, at: body + header.bodySize(timeSize: 8)))
  }
}

/// The `TZ` string between two newlines; nil where it is empty.
private func footer(_ bytes: borrowing Span<UInt8>, at start: Int) throws(TimeZoneError)
  -> PosixTimeZone?
{
  guard start < bytes.count, bytes[start] == UInt8(ascii: "\n") else { throw .truncated }
  var text: [UInt8] = []
  var index = start + 1
  while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
    text.append(bytes[index])
    index += 1
  }
  guard index < bytes.count else { throw .truncated }
  guard !text.isEmpty else { return nil }
  guard let rules = PosixTimeZone(text) else {
    throw .malformed("the footer \(String(decoding: text, as: UTF8.self))")
  }
  return rules
}

/// The head of each of a file's two parts: how many of each thing follow.
private struct TZifHeader {
  static let size = 44

  let version: UInt8
  let end: Int
  let isUTCount: Int
  let isStandardCount: Int
  let leapCount: Int
  let timeCount: Int
  let typeCount: Int
  let characterCount: Int

  init(_ bytes: borrowing Span<UInt8>, at start: Int) throws(TimeZoneError) {
    guard start + 4 <= bytes.count, bytes.number(at: start, size: 4) == 0x545A_6966 else {
      throw .notTZif
    }
    guard start + Self.size <= bytes.count else { throw .truncated }
    version = bytes[start + 4]
    end = start + Self.size
    isUTCount = Int(bytes.number(at: start + 20, size: 4))
    isStandardCount = Int(bytes.number(at: start + 24, size: 4))
    leapCount = Int(bytes.number(at: start + 28, size: 4))
    timeCount = Int(bytes.number(at: start + 32, size: 4))
    typeCount = Int(bytes.number(at: start + 36, size: 4))
    characterCount = Int(bytes.number(at: start + 40, size: 4))
  }

  /// The bytes after the header, where an instant takes `timeSize` bytes.
  func bodySize(timeSize: Int) -> Int {
    timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4)
      + isStandardCount + isUTCount
  }
}

extension Span<UInt8> {
  /// A big-endian number of `size` bytes.
  fileprivate func number(at start: Int, size: Int) -> Int64 {
    var value: UInt64 = 0
    for index in start..<start + size { value = value << 8 | UInt64(self[index]) }
    return Int64(bitPattern: value)
  }
}
