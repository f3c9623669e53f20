import JSONSyntax
import Testing

@Suite struct JSONErrorTests {
  @Test(arguments: [
    ("", 0, 1, 1), ("[1,\n 2,\n x]", 9, 3, 2), ("\"\u{20AC}\u{1F600}\" x", 10, 1, 6),
    ("{\"a\":1,\n\"a\":2}", 8, 2, 1), ("[1}", 2, 1, 3), ("\"ab", 0, 1, 1),
    ("\"a\\qb\"", 2, 1, 3), ("\r\n\r\n01", 4, 3, 1), ("[\n1e999]", 2, 2, 1),
  ])
  func `an error tells the place`(_ text: String, _ offset: Int, _ line: Int, _ column: Int) {
    let bytes = Array(text.utf8)
    let error = #expect(throws: JSONError.self) {
      _ = try JSONValue(parsing: bytes.span)
    }
    #expect(error?.offset == offset)
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test func `an error reads as a sentence`() {
    let error = #expect(throws: JSONError.self) {
      _ = try JSONValue(parsing: "[1,\n2 3]".utf8Span.span)
    }
    #expect(error.map { "\($0)" } == "line 2, column 3: a comma or ] is expected here")
  }

  @Test func `bytes that are not UTF-8 are told by their place`() {
    let bytes: [UInt8] = [0x5B, 0x0A, 0x22, 0xFF, 0x22, 0x5D]
    let error = #expect(throws: JSONError.self) {
      _ = try JSONValue(parsing: bytes.span)
    }
    #expect(error?.offset == 3)
    #expect(error?.line == 2)
  }

  @Test func `a name that stands twice is told on one line, shortened`() {
    let name = "a\\n" + String(repeating: "b", count: 100_000)
    let error = #expect(throws: JSONError.self) {
      _ = try JSONValue(parsing: "{\"\(name)\":1,\"\(name)\":2}".utf8Span.span)
    }
    let shown = "a\\n" + String(repeating: "b", count: 62) + "…"
    #expect(error?.reason == "the name \"\(shown)\" stands here again")
  }
}
