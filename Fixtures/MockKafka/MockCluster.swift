import CRdKafka
import Glibc

/// librdkafka's mock cluster and the client that it lives in.
@safe struct MockCluster: ~Copyable {
  private let client: OpaquePointer
  private let cluster: OpaquePointer

  init(brokers: Int32) throws(MockError) {
    var reason = [CChar](repeating: 0, count: 512)
    let settings = unsafe rd_kafka_conf_new()
    guard
      let client = unsafe rd_kafka_new(RD_KAFKA_PRODUCER, settings, &reason, reason.count)
    else {
      unsafe rd_kafka_conf_destroy(settings)
      let words = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw MockError(String(decoding: words, as: UTF8.self))
    }
    guard let cluster = unsafe rd_kafka_mock_cluster_new(client, brokers) else {
      unsafe rd_kafka_destroy(client)
      throw MockError("the mock cluster did not start")
    }
    unsafe self.client = client
    unsafe self.cluster = cluster
  }

  deinit {
    unsafe rd_kafka_mock_cluster_destroy(cluster)
    unsafe rd_kafka_destroy(client)
  }

  /// `HOST:PORT`, with commas between brokers.
  var bootstrap: String { unsafe String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

  func apply(_ fault: Fault) throws(MockError) {
    switch fault {
    case .down(let broker):
      try check(unsafe rd_kafka_mock_broker_set_down(cluster, broker))
    case .up(let broker):
      try check(unsafe rd_kafka_mock_broker_set_up(cluster, broker))
    case .delay(let broker, let milliseconds):
      try check(unsafe rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds))
    case .fail(let request, let code, let count):
      var codes = [rd_kafka_resp_err_t](
        repeating: rd_kafka_resp_err_t(rawValue: code), count: count)
      unsafe rd_kafka_mock_push_request_errors_array(cluster, request, count, &codes)
    case .clear(let request):
      unsafe rd_kafka_mock_clear_request_errors(cluster, request)
    case .topicError(let topic, let code):
      unsafe rd_kafka_mock_topic_set_error(cluster, topic, rd_kafka_resp_err_t(rawValue: code))
    case .leader(let topic, let partition, let broker):
      try check(unsafe rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker))
    case .coordinator(let group, let broker):
      try check(unsafe rd_kafka_mock_coordinator_set(cluster, "group", group, broker))
    case .versions(let request, let minimum, let maximum):
      try check(unsafe rd_kafka_mock_set_apiversion(cluster, request, minimum, maximum))
    case .topic(let name, let partitions):
      try check(unsafe rd_kafka_mock_topic_create(cluster, name, partitions, 1))
    }
  }

  /// Lives until a signal ends the process.
  ///
  /// A method, and not a loop of the caller's, which would let the cluster go after its last use.
  func stay() {
    while true { pause() }
  }

  private func check(_ code: rd_kafka_resp_err_t) throws(MockError) {
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    throw MockError(unsafe String(cString: rd_kafka_err2str(code)))
  }
}
