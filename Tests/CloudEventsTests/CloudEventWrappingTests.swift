import CloudEvents
import Instants
import TestSupport
import Testing

@Suite struct CloudEventWrappingTests {
  private let time = WallTime(secondsSinceEpoch: 1_522_949_460)

  @Test func `what came without an envelope gets one`() {
    let event = CloudEvent.wrapping(
      id: "1", source: "/sources/cellar", type: "mqtt.message", subject: "sensors/1", time: time,
      contentType: "text/plain", data: [0, 255])
    let wanted = CloudEvent(
      id: "1", source: "/sources/cellar", type: "mqtt.message", subject: "sensors/1",
      time: "2018-04-05T17:31:00Z", dataContentType: "text/plain", data: [0, 255])
    #expect(event == wanted)
  }

  @Test(arguments: [
    ("127.0.0.1:8080/x", "./127.0.0.1:8080/x"), ("mqtt://h:1883/a b", "mqtt://h:1883/a%20b"),
    ("/\u{20AC}", "/%E2%82%AC"), ("", "./"), ("a#b#c", "a%23b%23c"), ("/100%", "/100%25"),
    ("/a%20b", "/a%20b"), ("[x]", "%5Bx%5D"), ("//a:b/", ".///a:b/"), ("/fine?x#y", "/fine?x#y"),
  ])
  func `a source is made a URI-reference`(_ source: String, _ reference: String) {
    let event = CloudEvent.wrapping(id: "1", source: source, type: "t", time: time, data: nil)
    #expect(event.source == reference)
  }

  @Test func `what an attribute cannot hold is replaced or left out`() {
    let event = CloudEvent.wrapping(
      id: "1", source: "/", type: "t\n", subject: "a\u{0}b\u{FFFF}", time: time, contentType: "x",
      data: nil)
    #expect(event.type == "t\u{FFFD}")
    #expect(event.subject == "a\u{FFFD}b\u{FFFD}")
    #expect(event.dataContentType == nil)
    let other = CloudEvent.wrapping(
      id: "1", source: "/", type: "t", subject: "", time: time, data: nil)
    #expect(other.subject == nil)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `a wrapped event keeps every rule`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func anything() -> String {
      String(
        decoding: (0..<Int.random(in: 0...12, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }, as: UTF8.self)
    }
    let event = CloudEvent.wrapping(
      id: "1", source: anything(), type: "t" + anything(), subject: anything(), time: time,
      contentType: anything(), data: [])
    let head = event.storedHead
    #expect(try CloudEvent(storedHead: head.span, data: []) == event)
  }
}
