import CloudEvents
import TestSupport
import Testing

@Suite struct CloudEventMQTTTests {
  private typealias Properties = [(name: String, value: String)]

  private let minimal: Properties = [
    ("specversion", "1.0"), ("id", "1"), ("source", "/"), ("type", "t"),
  ]

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `an event comes back from a message of MQTT 5`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var event = random.event()
    let properties = event.mqttProperties
    let read = try CloudEvent(
      mqttContentType: properties.contentType, userProperties: properties.userProperties,
      payload: event.data ?? [])
    if event.data == [] { event.data = nil }
    #expect(read == event)
    #expect(read?.parts == event.parts)
  }

  @Test func `structured mode goes by the content type`() throws {
    let event = try CloudEvent(
      mqttContentType: "application/cloudevents+json; charset=utf-8", userProperties: [],
      payload: Array(CloudEvent.minimal.jsonText.utf8))
    #expect(event == .minimal)
  }

  @Test func `a message without specversion is not a CloudEvent`() throws {
    let event = try CloudEvent(
      mqttContentType: "text/plain", userProperties: [("id", "1")], payload: [1])
    #expect(event == nil)
  }

  @Test func `user properties of others are left alone`() throws {
    let event = try CloudEvent(
      mqttContentType: nil,
      userProperties: minimal + [("X-Other", "x"), ("data", "y"), ("", "z"), ("ext", "e")],
      payload: [])
    #expect(event?.extensions == [ExtensionAttribute(name: "ext", value: .string("e"))])
  }

  @Test func `the content type may be repeated but not contradicted`() throws {
    let same: Properties = [("datacontenttype", "text/plain")]
    let repeated = try CloudEvent(
      mqttContentType: "text/plain", userProperties: minimal + same, payload: [])
    #expect(repeated?.dataContentType == "text/plain")
    let alone = try CloudEvent(mqttContentType: nil, userProperties: minimal + same, payload: [])
    #expect(alone?.dataContentType == "text/plain")
    #expect(throws: CloudEventError(.once, attribute: "datacontenttype")) {
      _ = try CloudEvent(mqttContentType: "a/b", userProperties: minimal + same, payload: [])
    }
  }

  @Test(arguments: ["application/cloudevents-batch+json", "application/cloudevents+avro", "x"])
  func `what means to be a CloudEvent and is not is an error`(_ contentType: String) {
    #expect(throws: CloudEventError.self) {
      _ = try CloudEvent(mqttContentType: contentType, userProperties: minimal, payload: [])
    }
  }

  @Test(arguments: [
    (#"{"specversion":"1.0","id":"1","source":"/","type":"t"}"#, true),
    (#"{"specversion":"0.3","id":"1","source":"/","type":"t"}"#, false),
    (#"{"temperature":21.5}"#, false), ("21.5", false), ("", false), ("on", false),
  ])
  func `a message of MQTT 3 is an event if it reads as one`(_ payload: String, _ isEvent: Bool) {
    #expect((CloudEvent(mqtt311Payload: payload.utf8Span.span) == .minimal) == isEvent)
  }
}
