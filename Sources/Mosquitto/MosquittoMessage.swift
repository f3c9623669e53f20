/// A message as it came from the broker, copied out of the library.
package struct MosquittoMessage: Sendable, Hashable {
  package struct UserProperty: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The number under which it will be acknowledged; nil at QoS 0.
  package var packetIdentifier: UInt16?
  package var topic: String
  package var payload: [UInt8]
  /// Whether it is the topic's retained message, not one that was published just now.
  package var isRetained: Bool
  /// The Content Type property; nil where there is none, and always with MQTT 3.1.1.
  package var contentType: String?
  /// In the order in which they came, names may come again; empty with MQTT 3.1.1.
  package var userProperties: [UserProperty]

  package init(
    packetIdentifier: UInt16?, topic: String, payload: [UInt8], isRetained: Bool = false,
    contentType: String? = nil, userProperties: [UserProperty] = []
  ) {
    self.packetIdentifier = packetIdentifier
    self.topic = topic
    self.payload = payload
    self.isRetained = isRetained
    self.contentType = contentType
    self.userProperties = userProperties
  }
}
