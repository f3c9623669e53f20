import CloudEvents
import Instants
import Manifests
import Mosquitto
import Routing

/// Puts the messages of one source into CloudEvents.
struct MQTTEnvelope: Sendable {
  /// The `source` of events that are no CloudEvents themselves: the broker's address and the name
  /// in the manifest.
  let source: String

  /// The `type` of these events.
  static let type = "dev.patchbay.mqtt.message"

  init(_ spec: MQTTSourceSpec, of name: SourceName) {
    let scheme = spec.tls == nil ? "mqtt" : "mqtts"
    let host = spec.host.contains(":") ? "[\(spec.host)]" : spec.host
    source = "\(scheme)://\(host):\(spec.port)/\(name)"
  }

  /// The event that a message is, or that is made of it.
  ///
  /// - Throws: where it is meant to be a CloudEvent and breaks the rules of the binding.
  mutating func event(
    of message: MosquittoMessage, at time: WallTime
  ) throws(MQTTEnvelopeError) -> CloudEvent {
    CloudEvent(
      id: newIdentifier(time), source: source, type: MQTTEnvelope.type, subject: message.topic,
      time: time.rfc3339, dataContentType: message.contentType, data: message.payload)
  }

  /// A new identifier, in the order of time: milliseconds and 80 random bits in hexadecimal.
  private func newIdentifier(_ time: WallTime) -> String {
    let milliseconds = String(time.millisecondsSinceEpoch, radix: 16)
    let high = String(UInt64.random(in: .min ... .max), radix: 16)
    let low = String(UInt16.random(in: .min ... .max), radix: 16)
    return "\(padded(milliseconds, to: 12))-\(padded(high, to: 16))\(padded(low, to: 4))"
  }

  private func padded(_ digits: String, to count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
  }
}
