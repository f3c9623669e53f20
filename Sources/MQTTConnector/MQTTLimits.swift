/// The limits of a connection that a manifest does not set.
enum MQTTLimits {
  /// How long a broker may take from the open connection to its first answer, TLS included.
  static let answer = Duration.seconds(20)
  /// How long a stopping connector tries to write its last packets.
  static let farewell = Duration.seconds(2)
  /// Payload bytes after which a batch is full; one message more may be in it.
  static let batchBytes = 16 * 1_048_576
}
