/// Whether `range` is `uri-host [ ":" port ]` (RFC 9110 section 7.2), not empty.
func isAuthority(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
  var index = range.start
  let end = range.end
  guard index < end else { return false }
  if bytes[index] == 91 {  // [
    index &+= 1
    let start = index
    while index < end,
      bytes[index].hexValue != nil || bytes[index] == .colon
        || bytes[index] == .dot
    { index &+= 1 }
    guard index < end, bytes[index] == 93, index &- start >= 2 else { return false }
    index &+= 1
  } else {
    let start = index
    index = skipPlainHost(bytes, from: start, end: end)
    while index < end, bytes[index].isHost {
      if bytes[index] == .percent, !isEscape(bytes, at: index, end: end) { return false }
      index &+= 1
    }
    guard index > start else { return false }
  }
  if index == end { return true }
  guard bytes[index] == .colon else { return false }
  var port = 0
  for offset in (index &+ 1)..<end {
    guard bytes[offset].isDigit else { return false }
    port = port * 10 + Int(bytes[offset] &- 48)
    if port > 65_535 { return false }
  }
  return true
}

/// The offset of the first byte from `start` on that is no letter, digit, `-` or `.`; perhaps an
/// earlier one.
@inline(__always)
private func skipPlainHost(_ bytes: Span<UInt8>, from start: Int, end: Int) -> Int {
  var index = start
  // A word may reach beyond the value into the line's end, which stops it.
  while index < end, index &+ 8 <= bytes.count {
    let marks = nonHostBytes(bytes.word(at: index))
    if marks != 0 { return min(index &+ firstByte(marks), end) }
    index &+= 8
  }
  return min(index, end)
}

/// Whether `%` at `index` is followed by two hexadecimal digits before `end`.
@inline(__always)
func isEscape(_ bytes: Span<UInt8>, at index: Int, end: Int) -> Bool {
  index &+ 2 < end && bytes[index &+ 1].hexValue != nil && bytes[index &+ 2].hexValue != nil
}
