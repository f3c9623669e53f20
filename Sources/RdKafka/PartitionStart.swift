/// A partition to consume, and from where.
package struct PartitionStart: Sendable, Hashable {
  package enum Position: Sendable, Hashable {
    /// From the group's committed offset; where there is none, from where `auto.offset.reset` says.
    case committed
    case offset(Int64)
    /// From the first record that there is.
    case beginning
  }

  package var partition: TopicPartition
  package var position: Position

  package init(_ partition: TopicPartition, from position: Position = .committed) {
    self.partition = partition
    self.position = position
  }
}
