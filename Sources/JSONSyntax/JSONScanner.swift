/// Reads a JSON text token by token, as its caller asks, and builds nothing on its own.
///
/// Strict RFC 8259: UTF-8 without a byte order mark, no trailing bytes, no control characters or
/// lone surrogates in strings. Two things are left to whoever builds values: that an object's
/// names differ, and that a number fits its type. A caller walks a document like this:
///
/// ```swift
/// var scanner = try JSONScanner(bytes)
/// try scanner.enterObject()
/// while let name = try scanner.nextMember() {
///   let value = try scanner.skipValue()  // or string(), number(), enterArray() and so on
/// }
/// try scanner.finish()
/// ```
package struct JSONScanner: ~Escapable {
  package let bytes: Span<UInt8>
  /// Where the next token is looked for; after `peek()`, its first byte.
  package internal(set) var offset = 0
  private let maximumDepth: Int
  private var depth = 0
  /// Whether a value has just ended, so that a comma or the end of what it is in must follow.
  var valueHasEnded = false

  /// - Throws: `JSONError` where `bytes` are not UTF-8 or begin with a byte order mark.
  @_lifetime(copy bytes)
  package init(_ bytes: Span<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    self.bytes = bytes
    maximumDepth = limits.maximumDepth
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes)
    } catch {
      throw self.error(at: error.byteOffsets.lowerBound, "these bytes are not UTF-8")
    }
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      throw error(at: 0, "a byte order mark is not allowed")
    }
  }

  /// Goes to the next value and tells its kind, without reading it.
  package mutating func peek() throws(JSONError) -> JSONKind {
    skipWhitespace()
    guard offset < bytes.count else {
      throw error(at: offset, "the text ends where a value is expected")
    }
    switch bytes[offset] {
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    default: throw error(at: offset, "a value is expected here")
    }
  }

  /// Goes into the object that stands next; `nextMember()` then reads on.
  package mutating func enterObject() throws(JSONError) {
    try enter(UInt8(ascii: "{"), expected: "an object is expected here")
  }

  /// The name of the object's next member, whose value must be read next; nil leaves the object.
  package mutating func nextMember() throws(JSONError) -> JSONText? {
    guard try goesOn(until: UInt8(ascii: "}"), "a comma or } is expected here") else { return nil }
    let name = try string(expected: "a name in double quotes is expected here")
    skipWhitespace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: ":") else {
      throw error(at: offset, "a colon is expected here")
    }
    offset &+= 1
    valueHasEnded = false
    return name
  }

  /// Goes into the array that stands next; `nextElement()` then reads on.
  package mutating func enterArray() throws(JSONError) {
    try enter(UInt8(ascii: "["), expected: "an array is expected here")
  }

  /// Whether the array has one more element, which must be read next; false leaves the array.
  package mutating func nextElement() throws(JSONError) -> Bool {
    try goesOn(until: UInt8(ascii: "]"), "a comma or ] is expected here")
  }

  /// Reads `true` or `false`.
  package mutating func bool() throws(JSONError) -> Bool {
    skipWhitespace()
    if takes("true") { return true }
    if takes("false") { return false }
    throw error(at: offset, "true or false is expected here")
  }

  /// Reads `null`.
  package mutating func null() throws(JSONError) {
    skipWhitespace()
    guard takes("null") else { throw error(at: offset, "null is expected here") }
  }

  /// Passes over the next value, checking its grammar, and tells which bytes it has.
  package mutating func skipValue() throws(JSONError) -> Range<Int> {
    let kind = try peek()
    let start = offset
    switch kind {
    case .string: _ = try string(expected: "")
    case .number: _ = try numeral()
    case .bool: _ = try bool()
    case .null: try null()
    case .array:
      try enterArray()
      while try nextElement() { _ = try skipValue() }
    case .object:
      try enterObject()
      while try nextMember() != nil { _ = try skipValue() }
    }
    return start..<offset
  }

  /// Checks that nothing but white space is left.
  package mutating func finish() throws(JSONError) {
    skipWhitespace()
    guard offset == bytes.count else {
      throw error(at: offset, "the text should end here, after its value")
    }
  }

  /// An error at a place of this text.
  package func error(at offset: Int, _ reason: String) -> JSONError {
    var position = TextPosition()
    position.advance(to: offset, in: bytes)
    return JSONError(
      offset: position.offset, line: position.line, column: position.column, reason: reason)
  }

  private mutating func enter(_ opening: UInt8, expected: String) throws(JSONError) {
    skipWhitespace()
    guard offset < bytes.count, bytes[offset] == opening else {
      throw error(at: offset, expected)
    }
    guard depth < maximumDepth else {
      throw error(
        at: offset, "arrays and objects stand more than \(maximumDepth) deep in one another")
    }
    depth &+= 1
    offset &+= 1
    valueHasEnded = false
  }

  @inline(__always)
  private mutating func goesOn(
    until closing: UInt8, _ expected: String
  ) throws(JSONError) -> Bool {
    skipWhitespace()
    guard offset < bytes.count else { throw error(at: offset, "the text ends too early") }
    if bytes[offset] == closing {
      offset &+= 1
      depth &-= 1
      valueHasEnded = true
      return false
    }
    guard valueHasEnded else { return true }
    guard bytes[offset] == UInt8(ascii: ",") else { throw error(at: offset, expected) }
    offset &+= 1
    valueHasEnded = false
    skipWhitespace()
    return true
  }

  private mutating func takes(_ word: String) -> Bool {
    let word = word.utf8Span.span
    guard bytes.count &- offset >= word.count else { return false }
    for index in word.indices where bytes[offset &+ index] != word[index] { return false }
    offset &+= word.count
    valueHasEnded = true
    return true
  }

  @inline(__always)
  mutating func skipWhitespace() {
    if offset < bytes.count, bytes[offset] > 0x20 { return }
    skipManyWhitespace()
  }

  private mutating func skipManyWhitespace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset &+= 1
      default: return
      }
    }
  }
}
