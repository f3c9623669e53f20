/// What the broker said, in the order in which it was said.
package enum MosquittoEvent: Sendable, Hashable {
  /// The broker accepted the connection.
  ///
  /// - Parameter keepAliveSeconds: what the broker wants instead of the client's; nil where it is
  ///   content with that.
  case connected(isSessionPresent: Bool, keepAliveSeconds: Int?)
  /// The answer to `subscribe`: one entry for each filter, in their order; nil where it was
  /// granted, else the reason in words.
  case subscribed(packetIdentifier: Int32, refusals: [String?])
  case message(MosquittoMessage)
}
