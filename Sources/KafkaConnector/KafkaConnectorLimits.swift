/// What a Kafka source takes at most.
package struct KafkaConnectorLimits: Sendable {
  /// How long records in work may still take when their partition is revoked or the source stops.
  package var drain: Duration = .seconds(5)
  /// How long the group may take to say goodbye.
  package var close: Duration = .seconds(10)
  /// What is held of one partition.
  var window = WindowLimits()
  /// Things taken off the queue before others on the loop have their turn.
  var batch = 256

  package init(drain: Duration = .seconds(5)) { self.drain = drain }

  init(drain: Duration = .seconds(5), window: WindowLimits) {
    self.drain = drain
    self.window = window
  }
}
