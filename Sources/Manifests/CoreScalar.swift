/// What a scalar means by the core schema of YAML 1.2 (section 10.3.2), where `yes` is a string.
enum CoreScalar: Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// Also an integer that 64 bits do not hold.
  case number(Double)
  /// `.nan`, `.inf` and their spellings.
  case notFinite
  case string

  init(_ text: String, isPlain: Bool) {
    guard isPlain else {
      self = .string
      return
    }
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    default: self = CoreScalar.number(text) ?? .string
    }
  }

  private static func number(_ text: String) -> CoreScalar? {
    guard let first = text.utf8.first,
      isDigit(first) || first == UInt8(ascii: ".") || first == UInt8(ascii: "-")
        || first == UInt8(ascii: "+")
    else { return nil }
    if text.hasPrefix("0x") { return radix(text, 16) }
    if text.hasPrefix("0o") { return radix(text, 8) }
    let unsigned = isDigit(first) || first == UInt8(ascii: ".") ? text[...] : text.dropFirst()
    switch unsigned {
    case ".inf", ".Inf", ".INF": return .notFinite
    case ".nan", ".NaN", ".NAN": return first == UInt8(ascii: ".") ? .notFinite : nil
    default: break
    }
    guard let isInteger = decimalShape(unsigned.utf8) else { return nil }
    if isInteger, let number = Int64(text) { return .integer(number) }
    guard let number = Double(text) else { return nil }
    return number.isFinite ? .number(number) : .notFinite
  }

  private static func radix(_ text: String, _ radix: Int) -> CoreScalar? {
    let digits = text.dropFirst(2)
    guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+")
    else { return nil }
    return Int64(digits, radix: radix).map(CoreScalar.integer)
  }

  /// Whether the text is an integer (true) or another number (false); nil where it is neither.
  private static func decimalShape(_ text: Substring.UTF8View) -> Bool? {
    var rest = text
    var digits = skipDigits(&rest)
    if rest.isEmpty { return digits > 0 ? true : nil }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      digits += skipDigits(&rest)
    }
    guard digits > 0 else { return nil }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard skipDigits(&rest) > 0 else { return nil }
    }
    return rest.isEmpty ? false : nil
  }

  private static func skipDigits(_ text: inout Substring.UTF8View) -> Int {
    let rest = text.drop(while: isDigit)
    defer { text = rest }
    return text.count - rest.count
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
