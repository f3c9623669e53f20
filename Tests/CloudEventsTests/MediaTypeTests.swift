import CloudEvents
import Testing

@Suite struct MediaTypeTests {
  private func accepts(_ value: String) -> Bool {
    var assembler = CloudEventAssembler()
    return (try? assembler.setContentType(value.utf8Span.span)) != nil
  }

  @Test(arguments: [
    "application/json", "text/plain; charset=utf-8", "text/plain;charset=\"utf-8\"",
    "multipart/form-data; boundary=\"a b;c\\\"d\"", "application/vnd.api+json", "a/b;c=d;e=f",
    "a/b;", "a/b; ;c=d", "a/b ; c=d", "*/*", "a/{b}",
  ])
  func `a media type is accepted`(_ value: String) {
    #expect(accepts(value))
  }

  @Test(arguments: [
    "", "xyz", "/json", "text/", "text/plain charset", "a/b/c", "a b/c", "a/b;c", "a/b;c=",
    "a/b;=d", "a/b;c=\"d", "a/b;c=\"d\\", "a/b;c=\"\u{E9}\"", "a/b;c=\"\n\"", "a/b\r\nx: y", "é/b",
    "a/b;c=d e", "a/b;c=\"d\"e",
  ])
  func `anything else is no media type`(_ value: String) {
    #expect(!accepts(value))
  }

  @Test func `each ASCII character is allowed in a name exactly where RFC 2045 says so`() {
    let special = Set("()<>@,;:\\\"/[]?=")
    for code in UInt8(0)...127 {
      let character = Character(Unicode.Scalar(code))
      let isToken = code > 32 && code < 127 && !special.contains(character)
      #expect(accepts("\(character)/b") == isToken, "\(code)")
    }
  }

  @Test(arguments: [
    ("application/json", "data"), ("text/json", "data"), ("application/a+json", "data"),
    ("APPLICATION/JSON; a=b", "data"), ("a/b+JSON;x=\"y\"", "data"), ("text/plain", "string"),
    ("Text/X;y=z", "string"), ("application/jsonp", "data_base64"), ("a/+json", "data"),
    ("application/xml", "data_base64"), ("image/png", "data_base64"), ("json/x", "data_base64"),
  ])
  func `the media type decides how data stands in JSON`(_ type: String, _ form: String) throws {
    var event = CloudEvent.minimal
    event.dataContentType = type
    event.data = Array("[1]".utf8)
    let wanted =
      switch form {
      case "data": #","data":[1]}"#
      case "string": #","data":"[1]"}"#
      default: #","data_base64":"WzFd"}"#
      }
    #expect(event.jsonText.hasSuffix(wanted))
    #expect(try CloudEvent(jsonText: event.jsonText) == event)
  }
}
