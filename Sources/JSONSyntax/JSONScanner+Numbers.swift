extension JSONScanner {
  /// Reads a number: `.integer` where it has neither fraction nor exponent and 64 bits hold it,
  /// otherwise `.double`.
  ///
  /// - Throws: `JSONError` also where a double cannot hold it.
  package mutating func number() throws(JSONError) -> JSONValue {
    let numeral = try numeral()
    if numeral.isWhole, let integer = integer(numeral.range) { return .integer(integer) }
    let digits = text(JSONText(range: numeral.range, hasEscapes: false))
    guard let double = Double(digits), double.isFinite else {
      throw error(at: numeral.range.lowerBound, "this number is too large")
    }
    return .double(double)
  }

  /// Passes over a number by the grammar of RFC 8259, section 6.
  mutating func numeral() throws(JSONError) -> (range: Range<Int>, isWhole: Bool) {
    guard try peek() == .number else { throw error(at: offset, "a number is expected here") }
    let start = offset
    var isWhole = true
    if byte(is: UInt8(ascii: "-")) { offset &+= 1 }
    if byte(is: UInt8(ascii: "0")) {
      offset &+= 1
      if hasDigit { throw error(at: start, "a number has no leading zero") }
    } else {
      try skipDigits()
    }
    if byte(is: UInt8(ascii: ".")) {
      isWhole = false
      offset &+= 1
      try skipDigits()
    }
    if byte(is: UInt8(ascii: "e")) || byte(is: UInt8(ascii: "E")) {
      isWhole = false
      offset &+= 1
      if byte(is: UInt8(ascii: "+")) || byte(is: UInt8(ascii: "-")) { offset &+= 1 }
      try skipDigits()
    }
    valueHasEnded = true
    return (start..<offset, isWhole)
  }

  /// Nil where 64 bits do not hold it.
  private func integer(_ range: Range<Int>) -> Int64? {
    let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
    var value: Int64 = 0
    for index in range.lowerBound &+ (isNegative ? 1 : 0)..<range.upperBound {
      let digit = Int64(bytes[index] &- UInt8(ascii: "0"))
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowed) =
        isNegative
        ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
      if overflow || overflowed { return nil }
      value = sum
    }
    return value
  }

  private mutating func skipDigits() throws(JSONError) {
    guard hasDigit else { throw error(at: offset, "a digit is expected here") }
    while hasDigit { offset &+= 1 }
  }

  private var hasDigit: Bool {
    offset < bytes.count && bytes[offset] &- UInt8(ascii: "0") < 10
  }

  private func byte(is byte: UInt8) -> Bool {
    offset < bytes.count && bytes[offset] == byte
  }
}
