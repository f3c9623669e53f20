import CloudEvents
import Instants
import Manifests
import Mosquitto
import Routing
import Testing

@testable import MQTTConnector

struct MQTTEnvelopeTests {
  private static let structured =
    #"{"specversion":"1.0","id":"7","source":"/s","type":"t","data":{"a":1}}"#

  @Test(arguments: MQTTSourceSpec.Version.allCases)
  func `what is no CloudEvent is wrapped and its payload untouched`(
    _ version: MQTTSourceSpec.Version
  ) throws {
    var envelope = envelope(version)
    let event = try envelope.event(
      of: MosquittoMessage(
        packetIdentifier: 1, topic: "sensors/attic", payload: [0, 0xff],
        contentType: "application/x", userProperties: [.init(name: "unit", value: "K")]),
      at: WallTime(secondsSinceEpoch: 0))
    #expect(event.source == "mqtts://[::1]:8883/cellar")
    #expect(event.type == "dev.patchbay.mqtt.message")
    #expect(event.subject == "sensors/attic")
    #expect(event.time == "1970-01-01T00:00:00Z")
    #expect(event.dataContentType == "application/x")
    #expect(event.extensions.isEmpty)
    #expect(event.data == [0, 0xff])
  }

  @Test func `user properties tell a message's trace`() throws {
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    func message(_ properties: [(String, String)]) -> MosquittoMessage {
      MosquittoMessage(
        packetIdentifier: 1, topic: "t", payload: [],
        userProperties: properties.map { .init(name: $0.0, value: $0.1) })
    }
    let own = message([("tracestate", "a=1"), ("traceparent", parent), ("tracestate", "b=2")])
    let trace = try #require(MQTTEnvelope.trace(of: own))
    #expect(trace.parentText == parent && trace.stateText == "a=1,b=2")
    let twice = message([("traceparent", parent), ("traceparent", parent)])
    #expect(MQTTEnvelope.trace(of: twice) == nil)
    #expect(MQTTEnvelope.trace(of: message([])) == nil)
  }

  @Test func `identifiers of wrapped messages grow`() throws {
    var envelope = envelope(.v5)
    var identifiers: [String] = []
    for _ in 0..<100 {
      let message = MosquittoMessage(packetIdentifier: nil, topic: "t", payload: [])
      identifiers.append(try envelope.event(of: message, at: WallTime(secondsSinceEpoch: 9)).id)
    }
    #expect(identifiers == identifiers.sorted())
    #expect(Set(identifiers).count == 100)
  }

  @Test func `MQTT 5 carries an event in user properties`() throws {
    var envelope = envelope(.v5)
    let event = try envelope.event(
      of: MosquittoMessage(
        packetIdentifier: 1, topic: "t", payload: Array("{}".utf8),
        contentType: "application/json",
        userProperties: [
          .init(name: "specversion", value: "1.0"), .init(name: "id", value: "7"),
          .init(name: "source", value: "/s"), .init(name: "type", value: "t"),
        ]),
      at: WallTime(secondsSinceEpoch: 0))
    #expect(event.id == "7")
    #expect(event.dataContentType == "application/json")
  }

  @Test(arguments: [
    (MQTTSourceSpec.Version.v5, "application/cloudevents+json; charset=utf-8" as String?),
    (.v311, nil),
  ])
  func `an event may be in the JSON format`(
    _ version: MQTTSourceSpec.Version, _ contentType: String?
  ) throws {
    var envelope = envelope(version)
    let event = try envelope.event(
      of: MosquittoMessage(
        packetIdentifier: 1, topic: "t", payload: Array(MQTTEnvelopeTests.structured.utf8),
        contentType: contentType),
      at: WallTime(secondsSinceEpoch: 0))
    #expect(event.id == "7")
    #expect(event.source == "/s")
  }

  @Test func `what is meant to be an event and is none is an error`() {
    var envelope = envelope(.v5)
    let message = MosquittoMessage(
      packetIdentifier: 1, topic: "t", payload: [],
      userProperties: [.init(name: "specversion", value: "1.0")])
    let outcome = Result { try envelope.event(of: message, at: WallTime(secondsSinceEpoch: 0)) }
    #expect(throws: CloudEventError.self) { try outcome.get() }
  }
}

private func envelope(_ version: MQTTSourceSpec.Version) -> MQTTEnvelope {
  var spec = MQTTSourceSpec(host: "::1", port: 8_883, topics: [], clientID: "c")
  spec.version = version
  spec.tls = MQTTSourceSpec.TLS()
  return MQTTEnvelope(spec, of: SourceName(unchecked: "cellar"), seed: (1, 2))
}
