/// A record, copied out of librdkafka's memory.
package struct KafkaRecord: Sendable, Hashable {
  package var partition: TopicPartition
  package var offset: Int64
  package var key: [UInt8]?
  /// nil is Kafka's null: a tombstone.
  package var value: [UInt8]?
  /// In the order in which they came; names may repeat.
  package var headers: [Header]
  /// Milliseconds since the epoch; nil where the record carries none.
  package var timestampMilliseconds: Int64?

  package struct Header: Sendable, Hashable {
    package var name: String
    package var value: [UInt8]?

    package init(name: String, value: [UInt8]?) {
      self.name = name
      self.value = value
    }
  }

  package init(
    partition: TopicPartition, offset: Int64, key: [UInt8]? = nil, value: [UInt8]? = nil,
    headers: [Header] = [], timestampMilliseconds: Int64? = nil
  ) {
    self.partition = partition
    self.offset = offset
    self.key = key
    self.value = value
    self.headers = headers
    self.timestampMilliseconds = timestampMilliseconds
  }

  /// What it takes in memory, roughly: key, value, headers and 128 bytes of its own.
  package var footprintBytes: Int {
    headers.reduce(128 + (key?.count ?? 0) + (value?.count ?? 0)) { sum, header in
      sum + 48 + header.name.utf8.count + (header.value?.count ?? 0)
    }
  }
}
