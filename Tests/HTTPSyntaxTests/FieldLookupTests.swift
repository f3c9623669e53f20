import HTTPSyntax
import Testing

@Suite struct FieldLookupTests {
  @Test func `a field is found by its name in any case`() {
    let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX-Call-Id: 1\r\nx-call-id: 2\r\n\r\n".utf8)
    var head = RequestHead()
    _ = head.parse(bytes.span, limits: HTTPLimits())
    let found = head.value(of: "x-CALL-id", in: bytes.span).map { bytes.span.text($0) }
    let missing = head.value(of: "x-call", in: bytes.span)
    #expect(found == "1")
    #expect(missing == nil)
  }
}
