import CloudEvents
import TestSupport
import Testing

@Suite struct CloudEventHTTPTests {
  @Test func `a head has every attribute, the version first and the content type last`() {
    let event = CloudEvent(
      id: "Euro \u{20AC}\u{1F600}", source: "/a", type: "100%\"", subject: "\u{1F600}",
      time: "2018-04-05T17:31:00Z", dataContentType: "text/plain; a=\"b c\"", dataSchema: "urn:s",
      extensions: [
        ExtensionAttribute(name: "flag", value: .boolean(true)),
        ExtensionAttribute(name: "count", value: .integer(-5)),
        ExtensionAttribute(name: "empty", value: .string("")),
      ],
      data: [1, 2, 3])
    let lines = [
      "ce-specversion: 1.0", "ce-id: Euro%20%E2%82%AC%F0%9F%98%80", "ce-source: /a",
      "ce-type: 100%25%22", "ce-subject: %F0%9F%98%80", "ce-time: 2018-04-05T17:31:00Z",
      "ce-dataschema: urn:s", "ce-flag: true", "ce-count: -5", "ce-empty: ",
      "Content-Type: text/plain; a=\"b c\"", "",
    ]
    #expect(event.headText == lines.joined(separator: "\r\n"))
  }

  @Test func `exactly what the specification names is percent-encoded`() {
    for value in UInt32(0x20)...0x2FF {
      guard let scalar = Unicode.Scalar(value), !(0x7F...0x9F).contains(value) else { continue }
      var event = CloudEvent.minimal
      event.subject = "x\(scalar)yyyyyyyyyyyyyyyy"
      let isPlain = (0x21...0x7E).contains(value) && value != 0x22 && value != 0x25
      #expect(event.headText.contains("ce-subject: x\(scalar)y") == isPlain, "\(value)")
      #expect(event.headText.contains("ce-subject: x%") == !isPlain, "\(value)")
    }
  }

  @Test func `heads can be appended one after another`() {
    var bytes = Array("POST / HTTP/1.1\r\n".utf8)
    CloudEvent.minimal.appendBinaryHead(to: &bytes)
    CloudEvent.minimal.appendBinaryHead(to: &bytes)
    let head = CloudEvent.minimal.headText
    #expect(String(decoding: bytes, as: UTF8.self) == "POST / HTTP/1.1\r\n" + head + head)
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `a stored head gives the event back`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let event = random.event()
    let head = event.storedHead
    #expect(head.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0D || $0 == 0x0A })
    let read = try CloudEvent(storedHead: head.span, data: event.data)
    #expect(read.parts == event.parts)
    #expect(read == event)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `typed extensions come back from a stored head as their text`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let event = random.event(typed: true)
    let head = event.storedHead
    let read = try CloudEvent(storedHead: head.span, data: event.data)
    #expect(read.parts == event.parts)
    #expect(read.extensions.allSatisfy { $0.value == .string($0.value.text) })
  }

  @Test(arguments: [
    "host: x\r\n", "ce-id\r\n", "ce-: x\r\n", "\r\n",
    "ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /\r\nce-type: t",
    "ce-specversion: 1.0\r\nce-id: 1\rxce-source: /\r\nce-type: t\r\n", "ce-id:x\r\n ce-y: z\r\n",
    "ce-id: 1\r\n",
    "ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /\r\nce-type: t\r\nContent-Type: x\r\n",
  ])
  func `a head that is none is refused`(_ head: String) {
    #expect(throws: CloudEventError.self) {
      _ = try CloudEvent(storedHead: head.utf8Span.span, data: nil)
    }
  }
}
