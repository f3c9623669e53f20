import CRdKafka

/// An error of a broker or of librdkafka: what it means for the one who sees it, and in words.
package struct KafkaFailure: Sendable, Hashable, CustomStringConvertible {
  package enum Kind: Sendable, Hashable {
    /// No broker can be reached; librdkafka goes on trying.
    case allBrokersDown
    /// A connection broke or was not made; librdkafka goes on trying.
    case transport
    case timedOut
    case unknownTopic
    /// The credentials are wrong, or do not suffice.
    case unauthorized
    /// The broker lacks the request.
    case unsupported
    /// The group has given the partitions to others meanwhile.
    case assignmentLost
    /// There is nothing to commit.
    case noOffset
    /// The client can't go on and must be made anew.
    case fatal
    case other
  }

  package var kind: Kind
  /// librdkafka's number: the protocol's own above 0, the library's below.
  package var code: Int32
  /// In words, for people.
  package var reason: String
  /// The topic and partition that it is about, where it is about one.
  package var partition: TopicPartition?

  package var description: String {
    partition.map { "\($0): \(reason)" } ?? reason
  }

  init(
    _ code: rd_kafka_resp_err_t, reason: String? = nil, isFatal: Bool = false,
    partition: TopicPartition? = nil
  ) {
    kind = isFatal ? .fatal : Self.kind(of: code)
    self.code = code.rawValue
    self.reason = unsafe reason ?? String(libraryText: rd_kafka_err2str(code))
    self.partition = partition
  }

  private static func kind(of code: rd_kafka_resp_err_t) -> Kind {
    switch code {
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN: .allBrokersDown
    case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__RESOLVE,
      RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
      .transport
    case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT,
      RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
      .timedOut
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
      RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      .unknownTopic
    case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
      RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
      RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      .unauthorized
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION,
      RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, RD_KAFKA_RESP_ERR_INVALID_REQUEST:
      .unsupported
    case RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
      RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
      .assignmentLost
    case RD_KAFKA_RESP_ERR__NO_OFFSET: .noOffset
    case RD_KAFKA_RESP_ERR__FATAL: .fatal
    default: .other
    }
  }
}
