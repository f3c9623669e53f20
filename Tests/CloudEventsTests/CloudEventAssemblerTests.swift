import CloudEvents
import Testing

@Suite struct CloudEventAssemblerTests {
  /// An event whose head has these lines besides the required ones.
  private func event(_ headers: [(String, String)]) throws(CloudEventError) -> CloudEvent {
    var assembler = CloudEventAssembler()
    for (name, value) in headers {
      let (name, value) = (Array(name.utf8), Array(value.utf8))
      try assembler.setAttribute(name: name.span, headerValue: value.span)
    }
    for (name, value) in [("specversion", "1.0"), ("id", "1"), ("source", "/"), ("type", "t")]
    where !headers.contains(where: { $0.0.lowercased() == name }) {
      try assembler.set(name: name, text: value)
    }
    return try assembler.finish(data: nil)
  }

  private func rule(_ headers: [(String, String)]) -> CloudEventError.Rule? {
    do throws(CloudEventError) {
      _ = try event(headers)
      return nil
    } catch {
      return error.rule
    }
  }

  @Test(arguments: [
    ("Euro%20%E2%82%AC%F0%9F%98%80", "Euro \u{20AC}\u{1F600}"),
    ("Euro%20%e2%82%ac%f0%9f%98%80", "Euro \u{20AC}\u{1F600}"),
    ("%41%62c", "Abc"), ("100%25", "100%"), ("%2525", "%25"), ("a b", "a b"),
    ("\"quoted\"", "quoted"), ("\"a \\\"b\\\" \\\\ c\"", "a \"b\" \\ c"), ("\"a%20b\"", "a b"),
    ("\"%22\"", "\""), ("\"\\%20\"", " "), ("a\"b", "a\"b"), ("\u{20AC}", "\u{20AC}"),
    ("1234567890123456", "1234567890123456"), ("12345678%20", "12345678 "), ("\"\"x", nil),
    ("\"open", nil), ("\"a\"b\"", nil), ("\"a\\\"", nil), ("%", nil), ("%2", nil), ("%zz", nil),
    ("100%", nil), ("%C0%A0", nil), ("%E2%82", nil), ("%ED%A0%80", nil), ("%FF", nil),
    ("%00", nil), ("%0A", nil), ("%7F", nil), ("%C2%85", nil), ("%EF%BF%BE", nil),
    ("%EF%B7%90", nil), ("%F0%9F%BF%BF", nil), ("\t", nil), ("abcdefg\u{7F}", nil),
  ])
  func `a header value is unquoted, then decoded once`(
    _ value: String, _ text: String?
  ) throws {
    let read = try? event([("subject", value)])
    #expect(read?.subject.map { Array($0.utf8) } == text.map { Array($0.utf8) })
  }

  @Test(arguments: ["id", "Id", "ID", "iD"])
  func `names of headers have any case`(_ name: String) throws {
    #expect(try event([(name, "x")]).id == "x")
    #expect(try event([("Ext" + name, "x")]).extensions.map(\.name) == ["extid"])
  }

  @Test func `all specified attributes and extensions arrive`() throws {
    let read = try event([
      ("Specversion", "1.0"), ("Id", "a"), ("Source", "urn:b"), ("Type", "c"), ("Subject", "d"),
      ("Time", "2018-04-05T17:31:00Z"), ("Dataschema", "urn:e"), ("Traceparent", "f"),
      ("x9", ""),
    ])
    let wanted = CloudEvent(
      id: "a", source: "urn:b", type: "c", subject: "d", time: "2018-04-05T17:31:00Z",
      dataSchema: "urn:e",
      extensions: [
        ExtensionAttribute(name: "traceparent", value: .string("f")),
        ExtensionAttribute(name: "x9", value: .string("")),
      ])
    #expect(read == wanted)
  }

  @Test(arguments: [
    "id", "source", "type", "subject", "time", "dataschema", "specversion", "datacontenttype",
  ])
  func `a specified attribute is not empty`(_ name: String) {
    #expect(rule([(name, "")]) == .notEmpty)
  }

  @Test(arguments: ["id", "source", "type", "subject", "dataschema", "specversion", "ext"])
  func `an attribute comes once`(_ name: String) {
    let value = name == "dataschema" ? "urn:x" : name == "specversion" ? "1.0" : "x"
    #expect(rule([(name, value), (name.uppercased(), value)]) == .once)
  }

  @Test(arguments: ["", "data", "Data", "my-ext", "my.ext", "my_ext", "\u{FC}", "a b", "a:"])
  func `a name that no attribute can have is refused`(_ name: String) {
    #expect(rule([(name, "x")]) == .name)
  }

  @Test(arguments: ["Id", "SOURCE", "Ext"])
  func `names are lower case where the binding does not say otherwise`(_ name: String) {
    #expect(throws: CloudEventError(.name, attribute: name)) {
      var assembler = CloudEventAssembler()
      try assembler.set(name: name, text: "x")
    }
  }

  @Test func `the content type is no attribute of its own`() {
    #expect(rule([("datacontenttype", "text/plain")]) == .contentTypeOnly)
  }

  @Test(arguments: ["0.3", "1", "1.0.2", "1.1", " 1.0", "v1.0"])
  func `only version 1 dot 0 is read`(_ version: String) {
    #expect(rule([("specversion", version)]) == .specVersion)
  }

  @Test(arguments: ["specversion", "id", "source", "type"])
  func `a required attribute that is absent is named`(_ name: String) {
    #expect(throws: CloudEventError(.required, attribute: name)) {
      var assembler = CloudEventAssembler()
      for other in ["specversion", "id", "source", "type"] where other != name {
        try assembler.set(name: other, text: other == "specversion" ? "1.0" : "x")
      }
      _ = try assembler.finish(data: nil)
    }
  }

  @Test func `text is not percent-decoded outside of headers`() throws {
    var assembler = CloudEventAssembler()
    try assembler.set(name: "specversion", text: "1.0")
    try assembler.set(name: "id", text: "\"100%25\"")
    try assembler.set(name: "source", text: "/")
    try assembler.set(name: "type", text: "\u{1F600}")
    let event = try assembler.finish(data: [1])
    #expect(event.id == "\"100%25\"")
    #expect(event.type == "\u{1F600}")
    #expect(event.data == [1])
  }

  @Test func `an event tells early whether it is one`() throws {
    var assembler = CloudEventAssembler()
    let before = assembler.specversionSeen
    try assembler.set(name: "specversion", text: "1.0")
    let after = assembler.specversionSeen
    #expect(!before)
    #expect(after)
  }

  @Test func `more extensions than the limit are refused`() throws {
    let limit = CloudEventAssembler.maximumExtensions
    let headers = (0..<limit).map { ("ext\($0)", "x") }
    #expect(try event(headers).extensions.count == limit)
    #expect(rule(headers + [("more", "x")]) == .atMost(limit))
  }

  @Test func `a content type given as a property is checked at the end`() {
    #expect(throws: CloudEventError(.mediaType, attribute: "datacontenttype", found: "xyz")) {
      var assembler = CloudEventAssembler()
      for name in ["specversion", "id", "source", "type"] {
        try assembler.set(name: name, text: name == "specversion" ? "1.0" : "x")
      }
      assembler.dataContentType = "xyz"
      _ = try assembler.finish(data: nil)
    }
  }
}
