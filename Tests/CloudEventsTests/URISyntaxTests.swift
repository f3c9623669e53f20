import CloudEvents
import Testing

@Suite struct URISyntaxTests {
  private func accepts(_ name: String, _ value: String) -> Bool {
    var assembler = CloudEventAssembler()
    return (try? assembler.set(name: name, text: value)) != nil
  }

  @Test(arguments: [
    "https://github.com/cloudevents", "mailto:cncf-wg-serverless@lists.cncf.io",
    "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", "/cloudevents/spec/pull/123",
    "/sensors/tn-1234567/alerts", "1-555-123-4567", "#fragment", "?query", "a", ".", "./a:b",
    "a/b:c", "//authority/path", "http://user:pass@host.example:8080/p?q=/?#/?", "http://[::1]:80/",
    "http://[v1.x:y]/", "http://host:/", "http://", "x:", "file:///etc/hosts", "a%20b", "a;b=c,d",
    "a+b-c.d:e", "http://%41.example/", "(a)", "~", "a?b?c", "a#b?c/d",
  ])
  func `a source is a URI-reference`(_ value: String) {
    #expect(accepts("source", value))
  }

  @Test(arguments: [
    "a b", "\u{E9}", "a\\b", "a|b", "a^b", "a`b", "<a>", "{a}", "a\"b", "%", "%2", "%zz", "a%",
    "1a:b", ":a", "a#b#c", "[a]", "a[b]", "http://[::1", "http://[]/", "http://a[b]/",
    "http://h:8x/", "http://[::1]x/", "http://a@b@c/", "//a b/", "http://h:80:80/", "\u{0}",
  ])
  func `a source is nothing else`(_ value: String) {
    #expect(!accepts("source", value))
  }

  @Test func `each ASCII character is allowed in a path exactly where RFC 3986 says so`() {
    let allowed = Set(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/?#")
    for code in UInt8(0)...127 {
      let character = Character(Unicode.Scalar(code))
      #expect(accepts("source", "/\(character)") == allowed.contains(character), "\(code)")
    }
  }

  @Test func `each ASCII character is allowed in a host exactly where RFC 3986 says so`() {
    let ends = Set("/?#:@")
    let allowed = Set(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=")
    for code in UInt8(0)...127 {
      let character = Character(Unicode.Scalar(code))
      #expect(
        accepts("source", "//a\(character)") == allowed.union(ends).contains(character), "\(code)")
    }
  }

  @Test func `each ASCII character is allowed in a scheme exactly where RFC 3986 says so`() {
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.:")
    for code in UInt8(0)...127 {
      let character = Character(Unicode.Scalar(code))
      #expect(accepts("dataschema", "a\(character):b") == allowed.contains(character), "\(code)")
    }
  }

  @Test(arguments: [
    ("urn:x", true), ("https://example.com/schema#part", true), ("x:", true), ("/relative", false),
    ("//host/x", false), ("1x:y", false), ("x", false), ("http://a b/", false), ("é:x", false),
  ])
  func `a schema is an absolute URI`(_ value: String, _ isAccepted: Bool) {
    #expect(accepts("dataschema", value) == isAccepted)
  }
}
