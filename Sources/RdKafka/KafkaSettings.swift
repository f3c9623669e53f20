import CRdKafka

/// Settings of a client to be, checked one by one by librdkafka.
@safe package struct KafkaSettings: ~Copyable {
  private let handle: OpaquePointer

  /// librdkafka's defaults.
  package init() {
    unsafe handle = rd_kafka_conf_new()
  }

  deinit {
    unsafe rd_kafka_conf_destroy(handle)
  }

  /// - Parameter isSecret: whether the value must not be shown.
  /// - Throws: `KafkaError.setting` with librdkafka's reason.
  package mutating func set(
    _ name: String, to value: String, isSecret: Bool = false
  ) throws(KafkaError) {
    var reason = [CChar](repeating: 0, count: 512)
    let answer = unsafe rd_kafka_conf_set(handle, name, value, &reason, reason.count)
    guard answer != RD_KAFKA_CONF_OK else { return }
    // An unknown name says nothing of the value; every other reason may repeat it.
    let isShown = answer == RD_KAFKA_CONF_UNKNOWN || !isSecret
    throw .setting(
      name: name, reason: isShown ? String(libraryBuffer: reason) : "its value is refused")
  }

  /// Makes librdkafka put these on the queue instead of calling back.
  mutating func enable(events: Int32) {
    unsafe rd_kafka_conf_set_events(handle, events)
  }

  /// Makes the client, which owns the settings from then on.
  ///
  /// - Throws: `KafkaError.creation` with librdkafka's reason.
  consuming func makeClient(_ kind: rd_kafka_type_t) throws(KafkaError) -> OpaquePointer {
    let handle = unsafe self.handle
    discard self
    var reason = [CChar](repeating: 0, count: 512)
    guard let client = unsafe rd_kafka_new(kind, handle, &reason, reason.count) else {
      unsafe rd_kafka_conf_destroy(handle)
      throw .creation(reason: String(libraryBuffer: reason))
    }
    return unsafe client
  }
}
