import HTTPSyntax
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    ("", ""), ("abc", "abc"), ("a%20b", "a b"), ("%C3%A9%c3%a9", "éé"), ("a+b", "a+b"),
    ("%2541", "%41"),
  ])
  func `one pass of percent-encoding is undone`(text: String, expected: String) {
    #expect(decoded(text) == expected)
  }

  @Test(arguments: ["%", "%4", "%zz", "a%", "%C0%A0", "%FF", "%+1"])
  func `bad encodings are refused`(text: String) {
    #expect(decoded(text) == nil)
  }

  @Test func `a query is pairs in order`() {
    let parameters = parameters("a=1&b=x+y%26&a=2&&flag&e==&=v")
    #expect(parameters?.pairs.map(\.name) == ["a", "b", "a", "flag", "e", ""])
    #expect(parameters?.pairs.map(\.value) == ["1", "x y&", "2", "", "=", "v"])
    #expect(parameters?["a"] == "1")
    #expect(parameters?.all("a") == ["1", "2"])
    #expect(parameters?["missing"] == nil)
  }

  @Test func `an empty query has no pairs`() {
    #expect(parameters("")?.pairs == [])
  }

  @Test func `a badly encoded or long query is refused`() {
    #expect(parameters("a=%C0") == nil)
    #expect(parameters("a&b&c", limit: 2) == nil)
    #expect(parameters("a&b", limit: 2) != nil)
  }

  @Test(arguments: [
    ("application/json", true), ("Application/JSON", true),
    ("application/json; charset=utf-8", true),
    ("application/json ;x", true), ("application/jsonp", false), ("application/jso", false),
    ("text/json", false), ("", false), ("application/json x", false),
  ])
  func `a media type is told whatever its case and parameters`(text: String, expected: Bool) {
    let isJSON = text.utf8.span.isMediaType("application/json")
    #expect(isJSON == expected)
  }

  @Test(arguments: [
    ("application/cloudevents+json", true), ("APPLICATION/CloudEvents-batch+json", true),
    ("application/cloudevent", false), ("x-application/cloudevents", false),
  ])
  func `a media type's prefix is told whatever its case`(text: String, expected: Bool) {
    let isCloudEvent = text.utf8.span.hasMediaTypePrefix("application/cloudevents")
    #expect(isCloudEvent == expected)
  }

  @Test func `a range gives its bytes`() {
    let bytes = Array("hello world".utf8)
    let range = ByteRange(offset: 6, count: 5)
    #expect(HTTPSyntaxTests.text(range, of: bytes) == "world")
    let count = bytes.span.bytes(range).count
    #expect(count == 5)
    #expect(range.end == 11)
    #expect(ByteRange(offset: 3, count: 0).isEmpty)
  }
}

private func decoded(_ text: String) -> String? { percentDecoded(text.utf8.span) }

private func parameters(_ query: String, limit: Int = 100) -> QueryParameters? {
  QueryParameters(query.utf8.span, limit: limit)
}
