import JSONSyntax
import Testing

@Suite struct JSONScannerTests {
  private struct Missing: Error {}

  @Test func `a document is walked without being built`() throws {
    let text = #" { "a" : 12 , "b\n" : [ true , "x" , null ] , "c" : {"d":[1,2]} } "#
    let bytes = Array(text.utf8)
    var scanner = try JSONScanner(bytes.span)
    try scanner.enterObject()

    guard let first = try scanner.nextMember() else { throw Missing() }
    #expect(scanner.text(first) == "a")
    #expect(first.range == 4..<5)
    let number = try scanner.number()
    #expect(number == .integer(12))

    guard let second = try scanner.nextMember() else { throw Missing() }
    #expect(second.hasEscapes)
    #expect(scanner.text(second) == "b\n")
    #expect(scanner.utf8(second) == [0x62, 0x0A])
    try scanner.enterArray()
    var kinds: [JSONKind] = []
    while try scanner.nextElement() {
      kinds.append(try scanner.peek())
      _ = try scanner.skipValue()
    }
    #expect(kinds == [.bool, .string, .null])

    guard try scanner.nextMember() != nil else { throw Missing() }
    let range = try scanner.skipValue()
    #expect(String(decoding: bytes[range], as: UTF8.self) == #"{"d":[1,2]}"#)
    let end = try scanner.nextMember()
    #expect(end == nil)
    try scanner.finish()
  }

  @Test(arguments: [
    ("null", JSONKind.null), ("true", .bool), ("false", .bool), ("-1", .number), ("0", .number),
    (#""""#, .string), ("[", .array), (" {", .object),
  ])
  func `a value's kind shows before it is read`(_ text: String, _ kind: JSONKind) throws {
    var scanner = try JSONScanner(text.utf8Span.span)
    let found = try scanner.peek()
    #expect(found == kind)
  }

  @Test func `skipping does not judge the range of numbers or the names of members`() throws {
    let text = #"{"a":1e999,"a":2}"#
    var scanner = try JSONScanner(text.utf8Span.span)
    let range = try scanner.skipValue()
    #expect(range == 0..<text.utf8.count)
    try scanner.finish()
  }

  @Test(arguments: [JSONKind.null, .bool, .number, .array, .object])
  func `another kind than the one asked for is an error`(_ kind: JSONKind) {
    #expect(throws: JSONError.self) {
      var scanner = try JSONScanner(#""x""#.utf8Span.span)
      switch kind {
      case .null: try scanner.null()
      case .bool: _ = try scanner.bool()
      case .number: _ = try scanner.number()
      case .array: try scanner.enterArray()
      default: try scanner.enterObject()
      }
    }
  }

  @Test func `skipping refuses what reading refuses`() throws {
    for example in JSONCase.refused
    where !example.name.contains("same_name") && !example.name.contains("beyond_double") {
      #expect(throws: JSONError.self, "\(example.name)") {
        var scanner = try JSONScanner(example.bytes.span)
        _ = try scanner.skipValue()
        try scanner.finish()
      }
    }
  }
}
