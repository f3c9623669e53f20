import CRdKafka

/// A `rd_kafka_topic_partition_list_t` of our own.
@safe struct PartitionList: ~Copyable {
  let handle: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  init(_ partitions: some Collection<TopicPartition>, offset: Int64? = nil) {
    unsafe handle = rd_kafka_topic_partition_list_new(Int32(partitions.count))
    for partition in partitions { add(partition, offset: offset) }
  }

  init(_ starts: [PartitionStart]) {
    self.init([TopicPartition]())
    for start in starts {
      switch start.position {
      case .committed: add(start.partition, offset: nil)
      case .offset(let offset): add(start.partition, offset: offset)
      case .beginning: add(start.partition, offset: Int64(RD_KAFKA_OFFSET_BEGINNING))
      }
    }
  }

  deinit {
    unsafe rd_kafka_topic_partition_list_destroy(handle)
  }

  private func add(_ partition: TopicPartition, offset: Int64?) {
    let element = unsafe rd_kafka_topic_partition_list_add(
      handle, partition.topic, partition.partition)
    if let offset, let element = unsafe element { unsafe element.pointee.offset = offset }
  }

  /// Offsets by partition: nil where there is none, -1 (`RD_KAFKA_OFFSET_END`) for the end.
  var offsets: [(partition: TopicPartition, offset: Int64?, error: rd_kafka_resp_err_t)] {
    unsafe Self.elements(of: handle).map { ($0.partition, $0.offset, $0.error) }
  }

  /// Copies a list of librdkafka's; nothing where there is none.
  static func elements(
    of list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
  ) -> [(partition: TopicPartition, offset: Int64?, error: rd_kafka_resp_err_t)] {
    guard let list = unsafe list, let elements = unsafe list.pointee.elems else { return [] }
    return (0..<Int(unsafe list.pointee.cnt)).map { index in
      let element = unsafe elements[index]
      return (
        TopicPartition(
          topic: unsafe String(libraryText: element.topic), partition: unsafe element.partition),
        unsafe element.offset == Int64(RD_KAFKA_OFFSET_INVALID) ? nil : unsafe element.offset,
        unsafe element.err
      )
    }
  }
}
