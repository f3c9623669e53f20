import CRdKafka
import Synchronization

/// From librdkafka's events to values.
extension KafkaConsumer {
  /// Copies what an event says; nil where it says nothing of interest.
  func occurrence(of event: OpaquePointer) -> KafkaOccurrence? {
    switch unsafe rd_kafka_event_type(event) {
    case RD_KAFKA_EVENT_FETCH:
      guard let message = unsafe rd_kafka_event_message_next(event) else { return nil }
      return unsafe self.message(message)
    case RD_KAFKA_EVENT_REBALANCE:
      return unsafe rebalance(event)
    case RD_KAFKA_EVENT_OFFSET_COMMIT:
      return unsafe commit(event)
    case RD_KAFKA_EVENT_ERROR:
      return unsafe .failed(failure(event))
    case RD_KAFKA_EVENT_LOG:
      return unsafe log(event)
    default:
      return nil
    }
  }

  private func message(_ message: UnsafePointer<rd_kafka_message_t>) -> KafkaOccurrence {
    let partition = TopicPartition(
      topic: unsafe name(of: message.pointee.rkt), partition: unsafe message.pointee.partition)
    let code = unsafe message.pointee.err
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      return .failed(
        KafkaFailure(
          code, reason: unsafe String(libraryText: rd_kafka_message_errstr(message)),
          partition: partition))
    }
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let timestamp = unsafe rd_kafka_message_timestamp(message, &kind)
    return .record(
      KafkaRecord(
        partition: partition,
        offset: unsafe message.pointee.offset,
        key: unsafe bytes(message.pointee.key, count: message.pointee.key_len),
        value: unsafe bytes(message.pointee.payload, count: message.pointee.len),
        headers: unsafe headers(of: message),
        timestampMilliseconds: kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? nil : timestamp))
  }

  private func headers(of message: UnsafePointer<rd_kafka_message_t>) -> [KafkaRecord.Header] {
    var list: OpaquePointer?
    guard unsafe rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR,
      let list = unsafe list
    else { return [] }
    var headers: [KafkaRecord.Header] = []
    var name: UnsafePointer<CChar>?
    var value: UnsafeRawPointer?
    var count = 0
    while unsafe rd_kafka_header_get_all(list, headers.count, &name, &value, &count)
      == RD_KAFKA_RESP_ERR_NO_ERROR
    {
      headers.append(
        KafkaRecord.Header(
          name: unsafe String(libraryText: name), value: unsafe bytes(value, count: count)))
    }
    return headers
  }

  /// nil for Kafka's null.
  private func bytes(_ start: UnsafeRawPointer?, count: Int) -> [UInt8]? {
    guard let start = unsafe start else { return nil }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  private func rebalance(_ event: OpaquePointer) -> KafkaOccurrence {
    let partitions = unsafe PartitionList.elements(
      of: rd_kafka_event_topic_partition_list(event)
    ).map(\.partition)
    switch unsafe rd_kafka_event_error(event) {
    case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
      wasAssigned.store(true, ordering: .releasing)
      return .assigned(partitions)
    case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
      return .revoked(partitions, isLost: isAssignmentLost)
    default:
      // The rebalance itself failed; whatever it was about is not ours any more.
      return .revoked(partitions, isLost: true)
    }
  }

  private func commit(_ event: OpaquePointer) -> KafkaOccurrence? {
    let code = unsafe rd_kafka_event_error(event)
    if code == RD_KAFKA_RESP_ERR__NO_OFFSET { return nil }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return .failed(unsafe failure(event)) }
    var offsets: [TopicPartition: Int64] = [:]
    let list = unsafe PartitionList.elements(of: rd_kafka_event_topic_partition_list(event))
    for element in list {
      guard element.error == RD_KAFKA_RESP_ERR_NO_ERROR else {
        return .failed(KafkaFailure(element.error, partition: element.partition))
      }
      if let offset = element.offset, offset >= 0 { offsets[element.partition] = offset }
    }
    return .committed(offsets)
  }

  private func failure(_ event: OpaquePointer) -> KafkaFailure {
    var partition: TopicPartition?
    if let about = unsafe rd_kafka_event_topic_partition(event) {
      partition = TopicPartition(
        topic: unsafe String(libraryText: about.pointee.topic),
        partition: unsafe about.pointee.partition)
      unsafe rd_kafka_topic_partition_destroy(about)
    }
    var code = unsafe rd_kafka_event_error(event)
    var reason = unsafe String(libraryText: rd_kafka_event_error_string(event))
    // Only an error event says whether it is fatal; asking another reads what is not there.
    let isError = unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR
    let isFatal = unsafe isError && rd_kafka_event_error_is_fatal(event) != 0
    if code == RD_KAFKA_RESP_ERR__FATAL {
      var buffer = [CChar](repeating: 0, count: 512)
      code = unsafe rd_kafka_fatal_error(client, &buffer, buffer.count)
      reason = String(libraryBuffer: buffer)
    }
    return KafkaFailure(code, reason: reason, isFatal: isFatal, partition: partition)
  }

  private func log(_ event: OpaquePointer) -> KafkaOccurrence? {
    var facility: UnsafePointer<CChar>?
    var text: UnsafePointer<CChar>?
    var level: Int32 = 0
    guard unsafe rd_kafka_event_log(event, &facility, &text, &level) == 0 else { return nil }
    // syslog's levels: 4 is a warning, below it worse.
    return .log(isWarning: level <= 4, text: unsafe String(libraryText: text))
  }
}
