import Manifests
import RdKafka

/// Where to begin in partitions that were just assigned.
struct StartLookup: Sendable {
  var starts: [PartitionStart] = []
  /// What the group has committed.
  var committed: [TopicPartition: Int64] = [:]
  /// Where a group without an offset begins: to be committed at once, so that a crash before the
  /// first finished record does not move the beginning.
  var firstOffsets: [TopicPartition: Int64] = [:]
  /// Partitions that begin with their first record because a broker can't look up times, and whose
  /// records before this instant, in milliseconds since the epoch, are passed over.
  var skipBefore: [TopicPartition: Int64] = [:]

  private static let timeoutMilliseconds: Int32 = 3_000

  /// What to do where nothing can be looked up: librdkafka decides by itself.
  init(undecided partitions: [TopicPartition]) {
    starts = partitions.map { PartitionStart($0) }
  }

  /// Asks the brokers; blocks.
  ///
  /// - Throws: `KafkaError.failure`; asking again later may help.
  init(
    _ partitions: [TopicPartition], start: KafkaSourceSpec.Start, consumer: KafkaConsumer
  ) throws(KafkaError) {
    guard !partitions.isEmpty else { return }
    committed = try consumer.committed(partitions, timeoutMilliseconds: Self.timeoutMilliseconds)
    let fresh = partitions.filter { committed[$0] == nil }
    switch start {
    case .earliest:
      break
    case .latest:
      firstOffsets = try Self.ends(of: fresh, consumer: consumer)
    case .timestamp(let instant):
      do {
        firstOffsets = try Self.offsets(at: instant, of: fresh, consumer: consumer)
      } catch .failure(let failure) where failure.kind != .transport && failure.kind != .timedOut {
        for partition in fresh { skipBefore[partition] = instant }
      }
    }
    starts = partitions.map { partition in
      if let offset = firstOffsets[partition] {
        PartitionStart(partition, from: .offset(offset))
      } else if skipBefore[partition] != nil {
        PartitionStart(partition, from: .beginning)
      } else {
        PartitionStart(partition)
      }
    }
  }

  /// The first record at or after the instant; where there is none, the end as it was before that
  /// was known, so that nothing written meanwhile is lost.
  private static func offsets(
    at instant: Int64, of partitions: [TopicPartition], consumer: KafkaConsumer
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    var found = try times(instant, of: partitions, consumer: consumer)
    let missing = partitions.filter { found[$0] == nil }
    guard !missing.isEmpty else { return found }
    let ends = try ends(of: missing, consumer: consumer)
    found.merge(try times(instant, of: missing, consumer: consumer)) { _, new in new }
    return found.merging(ends) { found, _ in found }
  }

  private static func times(
    _ instant: Int64, of partitions: [TopicPartition], consumer: KafkaConsumer
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    guard !partitions.isEmpty else { return [:] }
    return try consumer.offsets(
      at: instant, of: partitions, timeoutMilliseconds: timeoutMilliseconds)
  }

  private static func ends(
    of partitions: [TopicPartition], consumer: KafkaConsumer
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    var ends: [TopicPartition: Int64] = [:]
    for partition in partitions {
      ends[partition] = try consumer.end(of: partition, timeoutMilliseconds: timeoutMilliseconds)
    }
    return ends
  }
}
