/// Why a message that is meant to be a CloudEvent is none.
struct MQTTEnvelopeError: Error, Hashable, CustomStringConvertible {
  let description: String
}
