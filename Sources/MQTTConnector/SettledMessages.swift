import Mosquitto

/// What is known of messages that were received over a connection which ended before any of their
/// acknowledgements was written.
///
/// The broker sends them again, first and in their old order, under their old packet identifiers:
/// nothing else can have these, since nothing gave them back. So those that were settled meanwhile
/// are known again and need not be delivered twice.
/// Source: MQTT 5.0, sections 2.2.1 and 4.4.
struct SettledMessages {
  /// By packet identifier: the fingerprint of a message that was settled, nil for one that was not.
  private var fingerprints: [UInt16: Int?] = [:]

  /// Keeps what became of a message; QoS 0 never comes again.
  mutating func remember(_ message: MosquittoMessage, isSettled: Bool) {
    guard let packetIdentifier = message.packetIdentifier else { return }
    fingerprints.updateValue(
      isSettled ? fingerprint(message) : nil, forKey: packetIdentifier)
  }

  /// Whether the message comes again although it was settled; answers each message once.
  ///
  /// The first message that is not known tells that the broker has sent all of them again.
  mutating func recognizes(_ message: MosquittoMessage) -> Bool {
    guard !fingerprints.isEmpty, let packetIdentifier = message.packetIdentifier else {
      return false
    }
    guard let known = fingerprints.removeValue(forKey: packetIdentifier) else {
      forget()
      return false
    }
    return known == fingerprint(message)
  }

  /// For when the broker has lost the session: packet identifiers begin anew.
  mutating func forget() { fingerprints = [:] }

  private func fingerprint(_ message: MosquittoMessage) -> Int {
    var hasher = Hasher()
    hasher.combine(message)
    return hasher.finalize()
  }
}
