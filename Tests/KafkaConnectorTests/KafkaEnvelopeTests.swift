import CloudEvents
import Instants
import RdKafka
import Routing
import Testing

@testable import KafkaConnector

struct KafkaEnvelopeTests {
  private let envelope = KafkaEnvelope(
    source: SourceName(unchecked: "payments"), broker: "127.0.0.1:9092")
  private let now = WallTime(secondsSinceEpoch: 0)

  private func record(
    key: String? = nil, value: String? = "v", headers: [(String, String)] = [],
    timestamp: Int64? = 1_700_000_000_123
  ) -> KafkaRecord {
    KafkaRecord(
      partition: TopicPartition(topic: "orders", partition: 3), offset: 42,
      key: key.map { Array($0.utf8) }, value: value.map { Array($0.utf8) },
      headers: headers.map { .init(name: $0.0, value: Array($0.1.utf8)) },
      timestampMilliseconds: timestamp)
  }

  @Test func `a plain record is wrapped with its payload untouched`() throws {
    let event = try envelope.event(
      of: record(key: "k1", headers: [("Content-Type", "text/plain"), ("x", "y")]), now: now)
    #expect(event.source == "kafka://127.0.0.1:9092/payments#orders")
    #expect(event.type == "dev.patchbay.kafka.record")
    #expect(event.subject == "k1")
    #expect(event.time == "2023-11-14T22:13:20.123Z")
    #expect(event.dataContentType == "text/plain")
    #expect(event.data == Array("v".utf8))
    #expect(event.attribute("partitionkey") == "k1")
    #expect(event.extensions.count == 1)
  }

  @Test func `a record's own headers tell its trace, not those of the event in it`() throws {
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let own = record(headers: [("Traceparent", parent), ("tracestate", "a=1")])
    let trace = try #require(KafkaEnvelope.trace(of: own))
    #expect(trace.parentText == parent && trace.stateText == "a=1")
    #expect(KafkaEnvelope.trace(of: record(headers: [("ce_traceparent", parent)])) == nil)
    #expect(KafkaEnvelope.trace(of: record(headers: [("traceparent", "00-\(parent)")])) == nil)
    #expect(KafkaEnvelope.trace(of: record()) == nil)
  }

  @Test func `a record without key or time has the topic and the present`() throws {
    let event = try envelope.event(of: record(value: nil, timestamp: nil), now: now)
    #expect(event.subject == "orders")
    #expect(event.time == "1970-01-01T00:00:00Z")
    #expect(event.data == nil)
    #expect(event.extensions.isEmpty)
  }

  @Test func `a record keeps its identity and others have others`() throws {
    let one = try envelope.event(of: record(), now: now).id
    let other = try envelope.event(of: record(key: "other"), now: now).id
    #expect(one == other)
    // Version 7 with the record's time: 0x18bcfe5687b milliseconds.
    #expect(one.hasPrefix("018bcfe5-687b-702a-"))
    #expect(one.utf8.count == 36)
    var ids: Set<String> = []
    for partition in 0..<20 {
      for offset in 0..<500 {
        var record = record()
        record.partition.partition = Int32(partition)
        record.offset = Int64(offset)
        ids.insert(RecordIdentity.text(of: record))
      }
    }
    #expect(ids.count == 10_000)
    #expect(ids.allSatisfy { "89ab".contains($0.split(separator: "-")[3].first ?? " ") })
  }

  @Test func `a record's identity ends as its place says, whatever its time`() throws {
    var record = record()
    record.partition.partition = 3
    record.offset = 4_711
    let place = "\(record.partition.topic)/3/4711"
    let ending = try #require(RecordIdentity.ending(at: place))
    #expect(ending.utf8.count == 22 && RecordIdentity.text(of: record).hasSuffix(ending))
    record.timestampMilliseconds = nil
    #expect(RecordIdentity.text(of: record).hasSuffix(ending))
    record.offset += 1
    #expect(!RecordIdentity.text(of: record).hasSuffix(ending))
    for text in ["", "t", "t/0", "t/0/x", "t/-1/5", "t/0/-5", "/0/5", "t/0/5/6"] {
      #expect(RecordIdentity.ending(at: text) == nil, "\(text)")
    }
  }

  @Test func `an event in binary mode is taken as it is`() throws {
    let headers = [
      ("ce_specversion", "1.0"), ("ce_id", "i"), ("ce_source", "/s"), ("ce_type", "t"),
      ("ce_subject", "é"), ("ce_color", "red"), ("content-type", "application/json"),
    ]
    let event = try envelope.event(of: record(key: "k", value: "{}", headers: headers), now: now)
    #expect(event.id == "i" && event.source == "/s" && event.type == "t")
    #expect(event.subject == "é")
    #expect(event.dataContentType == "application/json")
    #expect(event.attribute("color") == "red")
    #expect(event.attribute("partitionkey") == "k")
    #expect(event.time == nil)
  }

  @Test func `an event in structured mode is taken as it is`() throws {
    let json = #"{"specversion":"1.0","id":"i","source":"/s","type":"t","data":{"a":1}}"#
    let headers = [("content-type", "application/cloudevents+json")]
    let event = try envelope.event(of: record(value: json, headers: headers), now: now)
    #expect(event.id == "i" && event.type == "t")
    #expect(event.data == Array(#"{"a":1}"#.utf8))
  }

  @Test func `what is meant to be an event and is none is an error`() {
    #expect(throws: CloudEventError.self) {
      try envelope.event(
        of: record(headers: [("ce_specversion", "1.0"), ("ce_id", "i")]), now: now)
    }
  }

  @Test func `a time that is centuries away is not taken`() throws {
    for milliseconds in [Int64.max, Int64.min] {
      let event = try envelope.event(of: record(timestamp: milliseconds), now: now)
      #expect(event.time == "1970-01-01T00:00:00Z")
    }
  }

  @Test func `a trace goes on through a record`() throws {
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    let event = try envelope.event(of: record(headers: [("traceparent", parent)]), now: now)
    #expect(event.attribute("traceparent") == parent)
  }

  @Test(
    arguments: [
      (Array("plain".utf8), "plain"), ([0x00, 0xff], "0x00ff"), ([0x0a], "0x0a"),
      ([0xef, 0xbf, 0xbf], "0xefbfbf"), ([], ""),
    ] as [([UInt8], String)])
  func `a key that is no text is shown in hexadecimal`(key: [UInt8], text: String) {
    #expect(KafkaEnvelope.text(of: key) == text)
  }
}
