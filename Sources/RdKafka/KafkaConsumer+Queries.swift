import CRdKafka

/// Questions to the brokers: each blocks until the answer or its time-out, so no loop may ask them.
extension KafkaConsumer {
  /// The group's committed offsets; a partition without one is left out.
  ///
  /// - Parameter timeoutMilliseconds: positive.
  package func committed(
    _ partitions: [TopicPartition], timeoutMilliseconds: Int32
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    let list = PartitionList(partitions)
    try check(unsafe rd_kafka_committed(client, list.handle, timeoutMilliseconds))
    return try offsets(in: list)
  }

  /// For each partition the offset of the first record at or after an instant; a partition that
  /// has no such record is left out.
  ///
  /// - Throws: `KafkaError.failure`, also where a broker lacks the request.
  package func offsets(
    at millisecondsSinceEpoch: Int64, of partitions: [TopicPartition], timeoutMilliseconds: Int32
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    let list = PartitionList(partitions, offset: millisecondsSinceEpoch)
    try check(unsafe rd_kafka_offsets_for_times(client, list.handle, timeoutMilliseconds))
    return try offsets(in: list)
  }

  /// The offset that the partition's next record gets.
  package func end(
    of partition: TopicPartition, timeoutMilliseconds: Int32
  ) throws(KafkaError) -> Int64 {
    var low: Int64 = 0
    var high: Int64 = 0
    try check(
      unsafe rd_kafka_query_watermark_offsets(
        client, partition.topic, partition.partition, &low, &high, timeoutMilliseconds))
    return high
  }

  /// Whether any broker answers in time.
  package func isReachable(timeoutMilliseconds: Int32) -> Bool {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let code = unsafe rd_kafka_metadata(client, 0, nil, &metadata, timeoutMilliseconds)
    if let metadata = unsafe metadata { unsafe rd_kafka_metadata_destroy(metadata) }
    return code == RD_KAFKA_RESP_ERR_NO_ERROR
  }

  private func offsets(
    in list: borrowing PartitionList
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    var offsets: [TopicPartition: Int64] = [:]
    for element in list.offsets {
      guard element.error == RD_KAFKA_RESP_ERR_NO_ERROR else {
        throw .failure(KafkaFailure(element.error, partition: element.partition))
      }
      if let offset = element.offset, offset >= 0 { offsets[element.partition] = offset }
    }
    return offsets
  }
}
