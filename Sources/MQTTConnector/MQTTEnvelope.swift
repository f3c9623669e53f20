import CloudEvents
import Instants
import Manifests
import Mosquitto
import Routing

/// Puts the messages of one source into CloudEvents.
struct MQTTEnvelope: Sendable {
  /// The `source` of events that are no CloudEvents themselves: the broker's address, unless
  /// that is a secret, and the name in the manifest.
  let source: String
  private let version: MQTTSourceSpec.Version
  private var identifiers: EventIdentifiers

  /// The `type` of these events.
  static let type = "dev.patchbay.mqtt.message"

  /// - Parameter seed: random; see `EventIdentifiers`.
  init(_ spec: MQTTSourceSpec, of name: SourceName, seed: (UInt64, UInt64)) {
    let scheme = spec.tls == nil ? "mqtt" : "mqtts"
    let host = spec.host.contains(":") ? "[\(spec.host)]" : spec.host
    source = spec.hidesBroker ? "\(scheme):\(name)" : "\(scheme)://\(host):\(spec.port)/\(name)"
    version = spec.version
    identifiers = EventIdentifiers(seed: seed)
  }

  /// The event that a message is, or that is made of it.
  ///
  /// - Throws: where it is meant to be a CloudEvent and breaks the rules of the binding.
  mutating func event(
    of message: MosquittoMessage, at time: WallTime
  ) throws(CloudEventError) -> CloudEvent {
    try eventItself(message)
      ?? CloudEvent.wrapping(
        id: identifiers.next(at: time), source: source, type: MQTTEnvelope.type,
        subject: message.topic, time: time, contentType: message.contentType,
        data: message.payload)
  }

  /// The trace that a message's own user properties tell of.
  static func trace(of message: MosquittoMessage) -> TraceContext? {
    if message.userProperties.isEmpty { return nil }
    var assembler = TraceContextAssembler()
    for property in message.userProperties {
      assembler.take(property.name, property.value.utf8Span.span)
    }
    return assembler.finish()
  }

  private func eventItself(_ message: MosquittoMessage) throws(CloudEventError) -> CloudEvent? {
    switch version {
    case .v311:
      CloudEvent(mqtt311Payload: message.payload.span)
    case .v5:
      try CloudEvent(
        mqttContentType: message.contentType,
        userProperties: message.userProperties.map { ($0.name, $0.value) },
        payload: message.payload)
    }
  }
}
