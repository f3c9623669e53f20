import CloudEvents
import TestSupport
import Testing

@Suite struct CloudEventKafkaTests {
  private func headers(_ texts: [(String, String)]) -> [(name: String, value: [UInt8])] {
    texts.map { ($0.0, Array($0.1.utf8)) }
  }

  private let minimal = [
    ("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "/"), ("ce_type", "t"),
  ]

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `an event comes back from a record`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let event = random.event()
    let read = try CloudEvent(kafkaHeaders: event.kafkaHeaders(), key: nil, value: event.data)
    #expect(read == event)
    #expect(read?.parts == event.parts)
  }

  @Test func `values are not percent-encoded`() {
    var event = CloudEvent.minimal
    event.subject = "100% \u{20AC}"
    let subject = event.kafkaHeaders().first { $0.name == "ce_subject" }
    #expect(subject?.value == Array("100% \u{20AC}".utf8))
  }

  @Test func `a tombstone is an event without data`() throws {
    let event = try CloudEvent(kafkaHeaders: headers(minimal), key: nil, value: nil)
    #expect(event == .minimal)
    let empty = try CloudEvent(kafkaHeaders: headers(minimal), key: nil, value: [])
    #expect(empty?.data == [])
  }

  @Test(arguments: ["content-type", "Content-Type"])
  func `structured mode goes by the content type`(_ name: String) throws {
    let event = try CloudEvent(
      kafkaHeaders: headers([(name, "application/cloudevents+json"), ("ce_id", "ignored")]),
      key: nil, value: Array(CloudEvent.minimal.jsonText.utf8))
    #expect(event == .minimal)
  }

  @Test func `a record without the attributes is not a CloudEvent`() throws {
    let event = try CloudEvent(
      kafkaHeaders: headers([("content-type", "text/plain"), ("x", "y")]), key: [1], value: [2])
    #expect(event == nil)
  }

  @Test(arguments: [
    [("ce_specversion", "1.0")], [("ce_specversion", "0.3")],
    [("content-type", "application/cloudevents-batch+json")],
    [("content-type", "application/cloudevents+avro")],
    [("content-type", "application/cloudevents+json")],
  ])
  func `a record that means to be one and is not is an error`(_ texts: [(String, String)]) {
    #expect(throws: CloudEventError.self) {
      _ = try CloudEvent(kafkaHeaders: headers(texts), key: nil, value: nil)
    }
  }

  @Test func `headers that are not UTF-8 or come twice are errors`() {
    let bytes: [(name: String, value: [UInt8])] = [("ce_x", [0xFF])]
    #expect(throws: CloudEventError(.text, attribute: "x", found: "\u{FFFD}")) {
      _ = try CloudEvent(kafkaHeaders: headers(minimal) + bytes, key: nil, value: nil)
    }
    #expect(throws: CloudEventError(.once, attribute: "id")) {
      _ = try CloudEvent(kafkaHeaders: headers(minimal + [("ce_id", "2")]), key: nil, value: nil)
    }
  }

  @Test func `the key is the partition key where the event has none`() throws {
    let key = Array("k\u{20AC}".utf8)
    let event = try CloudEvent(kafkaHeaders: headers(minimal), key: key, value: nil)
    #expect(event?.attribute("partitionkey") == "k\u{20AC}")
    #expect(event?.kafkaKey == key)

    let own = try CloudEvent(
      kafkaHeaders: headers(minimal + [("ce_partitionkey", "own")]), key: key, value: nil)
    #expect(own?.extensions == [ExtensionAttribute(name: "partitionkey", value: .string("own"))])

    for unfit: [UInt8] in [[], [0], [0xFF], Array("a\n".utf8)] {
      let event = try CloudEvent(kafkaHeaders: headers(minimal), key: unfit, value: nil)
      #expect(event?.extensions == [])
    }
  }
}
