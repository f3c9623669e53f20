/// Topics of a Kafka cluster.
package struct KafkaSourceSpec: Sendable, Hashable {
  package enum Order: String, Sendable, Hashable, CaseIterable {
    case partition, key, none
  }

  package enum Start: Sendable, Hashable {
    case earliest, latest
    /// The first record at or after this instant, in milliseconds since the epoch.
    case timestamp(millisecondsSinceEpoch: Int64)
  }

  /// `host:port`, at least one.
  package var brokers: [String]
  package var topics: [String]
  package var group: String
  /// Records (or keys) in work at once; 1 to 10,000.
  package var lanes = 8
  package var order = Order.partition
  /// Where a group without committed offsets begins.
  package var start = Start.latest
  /// librdkafka properties passed through; values may be secrets.
  package var properties: [Property] = []
  /// Whether a broker's address is a secret.
  package var hidesBrokers = false

  package struct Property: Sendable, Hashable {
    package var name: String
    package var value: Secret
    package init(name: String, value: Secret) {
      self.name = name
      self.value = value
    }
  }

  package init(brokers: [String], topics: [String], group: String) {
    self.brokers = brokers
    self.topics = topics
    self.group = group
  }
}
