import CLinux
import CRdKafka
import Glibc
import Synchronization

/// A member of a consumer group whose queue a loop waits for.
///
/// Nothing calls back: records, rebalances, commits and errors all come out of `poll`. Calls return
/// at once but for those that say otherwise.
// Safe because librdkafka's handle is for any thread, and the topics' names are touched by `poll`
// alone, which one task calls.
@safe package final class KafkaConsumer: @unchecked Sendable {
  /// Readable where `poll` may have something; read it with `clearReadiness`.
  package let descriptor: Int32
  let client: OpaquePointer
  private let queue: OpaquePointer
  private var topicNames: [OpaquePointer: String] = unsafe [:]
  private let isDisposed = Atomic(false)
  /// Whether the group has ever given partitions.
  let wasAssigned = Atomic(false)

  /// Makes the client; it connects in the background and joins its group after `subscribe`.
  ///
  /// - Parameter settings: with `group.id` and `bootstrap.servers`.
  /// - Throws: `KafkaError.creation` or `.system`.
  package init(_ settings: consuming KafkaSettings) throws(KafkaError) {
    let descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard descriptor >= 0 else { throw .system(call: "eventfd", errno: errno) }
    do {
      try settings.set("log.queue", to: "true")
      settings.enable(
        events: RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_ERROR
          | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT)
      unsafe client = try settings.makeClient(RD_KAFKA_CONSUMER)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    // Errors and logs come with everything else.
    unsafe rd_kafka_poll_set_consumer(client)
    unsafe rd_kafka_set_log_queue(client, nil)
    unsafe queue = rd_kafka_queue_get_consumer(client)
    var one: UInt64 = 1
    unsafe rd_kafka_queue_io_event_enable(queue, descriptor, &one, MemoryLayout<UInt64>.size)
  }

  deinit {
    dispose()
  }

  /// Asks for a share of the topics' partitions.
  package func subscribe(to topics: [String]) throws(KafkaError) {
    let list = PartitionList(
      topics.map { TopicPartition(topic: $0, partition: RD_KAFKA_PARTITION_UA) })
    try check(unsafe rd_kafka_subscribe(client, list.handle))
  }

  /// Makes `descriptor` unreadable until something new comes; to be called before `poll`.
  package func clearReadiness() {
    var count: UInt64 = 0
    _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
  }

  /// Takes the next thing off the queue; nil where there is none. It must be called at least every
  /// `max.poll.interval.ms`, or the group takes the member for dead.
  package func poll() -> KafkaOccurrence? {
    while let event = unsafe rd_kafka_queue_poll(queue, 0) {
      defer { unsafe rd_kafka_event_destroy(event) }
      if let occurrence = unsafe occurrence(of: event) { return occurrence }
    }
    return nil
  }

  /// Begins the close: the last `.revoked` still comes out of `poll` and is to be answered, then
  /// stored offsets are committed and the group is left.
  package func startClosing() throws(KafkaError) {
    try unsafe check(rd_kafka_consumer_close_queue(client, queue))
  }

  /// Whether the close has come to its end.
  package var isClosed: Bool { unsafe rd_kafka_consumer_closed(client) == 1 }

  /// Frees the client; what was not closed leaves its group by time-out. Nothing else may be called
  /// afterwards, nor be under way. Twice is fine. It may block for as long as threads take to end.
  package func dispose() {
    if isDisposed.exchange(true, ordering: .acquiringAndReleasing) { return }
    unsafe rd_kafka_queue_io_event_enable(queue, -1, nil, 0)
    unsafe rd_kafka_queue_destroy(queue)
    if canBeDestroyed {
      unsafe rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    } else {
      unsafe rd_kafka_unsubscribe(client)
    }
    close(descriptor)
  }

  /// Up to 2.2 librdkafka ends the whole process where a member with the assignor
  /// `cooperative-sticky` is destroyed that has joined its group and got nothing yet. Such a one
  /// leaves the group and is left alone.
  ///
  /// Source: https://github.com/confluentinc/librdkafka/issues/4312
  private var canBeDestroyed: Bool {
    wasAssigned.load(ordering: .acquiring) || rd_kafka_version() >= 0x02_03_00_ff
  }

  /// The topic's name; librdkafka has one handle for it while the client lives.
  func name(of topic: OpaquePointer?) -> String {
    guard let topic = unsafe topic else { return "" }
    if let known = unsafe topicNames[topic] { return known }
    let name = unsafe String(libraryText: rd_kafka_topic_name(topic))
    unsafe topicNames[topic] = name
    return name
  }

  func check(_ code: rd_kafka_resp_err_t) throws(KafkaError) {
    if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw .failure(KafkaFailure(code)) }
  }

  /// Takes an error object that the caller owns.
  func check(_ error: OpaquePointer?) throws(KafkaError) {
    guard let error = unsafe error else { return }
    defer { unsafe rd_kafka_error_destroy(error) }
    throw .failure(
      KafkaFailure(
        unsafe rd_kafka_error_code(error),
        reason: unsafe String(libraryText: rd_kafka_error_string(error)),
        isFatal: unsafe rd_kafka_error_is_fatal(error) != 0))
  }
}
