/// How far a consumer group is behind in one partition.
package struct KafkaLag: Sendable, Hashable {
  package var topic: String
  package var partition: Int32
  /// End offset minus committed offset; nil where nothing is committed (-1 in the metric) or no
  /// fetch has told the end yet.
  package var lag: Int64?

  package init(topic: String, partition: Int32, lag: Int64?) {
    self.topic = topic
    self.partition = partition
    self.lag = lag
  }
}
