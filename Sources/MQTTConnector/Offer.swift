import CloudEvents
import Mosquitto

/// A message on its way to the sink.
struct Offer: Sendable {
  /// Its place in the batch.
  let index: Int
  let event: CloudEvent
  /// What the message's own properties say.
  let trace: TraceContext?
  let topic: String
  /// Whether the broker waits for an acknowledgement and else sends it again.
  let isAcknowledged: Bool

  init(index: Int, event: CloudEvent, _ message: MosquittoMessage) {
    self.index = index
    self.event = event
    trace = MQTTEnvelope.trace(of: message)
    topic = message.topic
    isAcknowledged = message.packetIdentifier != nil
  }
}
