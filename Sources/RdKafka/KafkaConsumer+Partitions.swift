import CRdKafka

/// What a member does with its partitions.
extension KafkaConsumer {
  /// Answers `.assigned`: begins to fetch these partitions.
  package func assign(_ starts: [PartitionStart]) throws(KafkaError) {
    let list = PartitionList(starts)
    if isCooperative {
      try unsafe check(rd_kafka_incremental_assign(client, list.handle))
    } else {
      try check(unsafe rd_kafka_assign(client, list.handle))
    }
  }

  /// Answers `.revoked`: commits what was stored of these partitions (unless they are lost) and
  /// lets them go, in the background.
  package func unassign(_ partitions: [TopicPartition]) throws(KafkaError) {
    if isCooperative {
      let list = PartitionList(partitions)
      try unsafe check(rd_kafka_incremental_unassign(client, list.handle))
    } else {
      try check(unsafe rd_kafka_assign(client, nil))
    }
  }

  /// Whether the group has given our partitions to others already, though we did not answer yet.
  package var isAssignmentLost: Bool { unsafe rd_kafka_assignment_lost(client) == 1 }

  /// Stops fetching the partitions and forgets what was fetched but not polled.
  package func pause(_ partitions: [TopicPartition]) throws(KafkaError) {
    let list = PartitionList(partitions)
    try check(unsafe rd_kafka_pause_partitions(client, list.handle))
  }

  /// Fetches the partitions again, from behind the last record that was polled.
  package func resume(_ partitions: [TopicPartition]) throws(KafkaError) {
    let list = PartitionList(partitions)
    try check(unsafe rd_kafka_resume_partitions(client, list.handle))
  }

  /// Remembers where the group is to go on; committed every `auto.commit.interval.ms`, and before
  /// the partition is let go.
  ///
  /// - Parameter next: the offset behind the last finished record.
  /// - Throws: `KafkaError.failure` where the partition is not assigned.
  package func store(next: Int64, of partition: TopicPartition) throws(KafkaError) {
    let list = PartitionList(CollectionOfOne(partition), offset: next)
    try check(unsafe rd_kafka_offsets_store(client, list.handle))
  }

  /// The offset that the next record to be written gets, as the last fetch said; nil where no
  /// fetch has said it yet.
  package func cachedEnd(of partition: TopicPartition) -> Int64? {
    var low: Int64 = 0
    var high: Int64 = 0
    let code = unsafe rd_kafka_get_watermark_offsets(
      client, partition.topic, partition.partition, &low, &high)
    return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
  }

  /// `EAGER` groups give and take all partitions at once.
  private var isCooperative: Bool {
    unsafe String(libraryText: rd_kafka_rebalance_protocol(client)) == "COOPERATIVE"
  }
}
