import JSONSyntax
import TestSupport
import Testing

@Suite struct JSONValueParsingTests {
  @Test(arguments: JSONCase.accepted)
  func `what RFC 8259 allows is read`(_ example: JSONCase) throws {
    _ = try JSONValue(parsing: example.bytes.span)
  }

  @Test(arguments: JSONCase.refused)
  func `what RFC 8259 does not allow, or does not make clear, is refused`(_ example: JSONCase) {
    #expect(throws: JSONError.self) { _ = try JSONValue(parsing: example.bytes.span) }
  }

  @Test(arguments: JSONCase.accepted + JSONCase.refused)
  func `a text that is cut anywhere never stops the reader`(_ example: JSONCase) {
    for count in 0...min(example.bytes.count, 300) {
      let part = Array(example.bytes[..<count])
      _ = try? JSONValue(parsing: part.span)
    }
  }

  @Test(arguments: [
    ("0", JSONValue.integer(0)), ("-0", .integer(0)), ("-12", .integer(-12)),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.0", .double(1)),
    ("1e2", .double(100)), ("-2.5E-1", .double(-0.25)), ("1e-400", .double(0)),
    ("0.1", .double(0.1)), ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)),
  ])
  func `a number is an integer where it can be, else a double`(
    _ text: String, _ value: JSONValue
  ) throws {
    #expect(try JSONValue(parsing: text.utf8Span.span) == value)
  }

  @Test(arguments: [
    (#""a\/b""#, "a/b"), (#""\"\\\b\f\n\r\t""#, "\"\\\u{8}\u{C}\n\r\t"),
    (#""\u0041\u00e9\u20AC""#, "A\u{E9}\u{20AC}"), (#""\uD83D\uDE00""#, "\u{1F600}"),
    (#""x\uDBFF\uDFFFy""#, "x\u{10FFFF}y"), (#""\u0000""#, "\u{0}"),
    (#""12345678\n12345678""#, "12345678\n12345678"),
  ])
  func `escapes stand for their characters`(_ text: String, _ characters: String) throws {
    #expect(try JSONValue(parsing: text.utf8Span.span) == .string(characters))
  }

  @Test func `members keep their order`() throws {
    let text = #"{"z":1,"a":[true,null],"m":{"x":"y"}}"#
    #expect(
      try JSONValue(parsing: text.utf8Span.span) == ["z": 1, "a": [true, .null], "m": ["x": "y"]])
  }

  @Test func `the depth limit counts arrays and objects inside one another`() throws {
    let text = #"[{"a":[]}]"#
    _ = try JSONValue(parsing: text.utf8Span.span, limits: JSONLimits(maximumDepth: 3))
    #expect(throws: JSONError.self) {
      _ = try JSONValue(parsing: text.utf8Span.span, limits: JSONLimits(maximumDepth: 2))
    }
    _ = try JSONValue(parsing: "1".utf8Span.span, limits: JSONLimits(maximumDepth: 0))
  }

  @Test func `siblings do not add up to depth`() throws {
    let text = "[" + Array(repeating: "[[]]", count: 100).joined(separator: ",") + "]"
    _ = try JSONValue(parsing: text.utf8Span.span, limits: JSONLimits(maximumDepth: 3))
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `mutated documents are read or refused`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    random.value(depth: 4).append(to: &bytes)
    for _ in 0..<3 where !bytes.isEmpty {
      bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
    }
    guard let value = try? JSONValue(parsing: bytes.span) else { return }
    var written: [UInt8] = []
    value.append(to: &written)
    #expect(throws: Never.self) { _ = try JSONValue(parsing: written.span) }
  }
}
