/// Something that a consumer's queue had.
package enum KafkaOccurrence: Sendable {
  case record(KafkaRecord)
  /// The group gives these partitions: answer with `assign`, at leisure, also where there is none.
  case assigned([TopicPartition])
  /// The group takes these partitions back: answer with `unassign` once their work is done.
  ///
  /// Where they are lost others may have them already, and there is nothing to wait for.
  case revoked([TopicPartition], isLost: Bool)
  /// Offsets were committed, each the one of the next record.
  case committed([TopicPartition: Int64])
  case failed(KafkaFailure)
  case log(isWarning: Bool, text: String)
}
