import EventLoops
import RdKafka

/// What the group wants of us, and how far we are with it: one thing after the other.
struct RebalanceState {
  enum Demand {
    case assigned([TopicPartition])
    case revoked([TopicPartition], isLost: Bool)
  }

  enum Step {
    case idle
    /// A broker is asked where to begin.
    case lookingUp([TopicPartition])
    /// What could not be looked up is looked up again.
    case lookingUpAgain([TopicPartition], at: MonotonicTime)
    /// Records in work end before the partitions go.
    case draining([TopicPartition], deadline: MonotonicTime)
  }

  var pending = FIFO<Demand>()
  var step = Step.idle
  /// Whether the group has ever given us our share.
  var hasJoined = false
  /// Records before this instant are passed over until the first one that is not.
  var skipBefore: [TopicPartition: Int64] = [:]

  var isDraining: Bool {
    if case .draining = step { return true }
    return false
  }

  /// When something is to be done though nothing happens.
  var deadline: MonotonicTime? {
    switch step {
    case .idle, .lookingUp: nil
    case .lookingUpAgain(_, let time), .draining(_, let time): time
    }
  }

  /// Whether the record is older than where the source is to begin.
  mutating func passesOver(_ record: KafkaRecord) -> Bool {
    guard !skipBefore.isEmpty, let instant = skipBefore[record.partition] else { return false }
    if let timestamp = record.timestampMilliseconds, timestamp < instant { return true }
    skipBefore[record.partition] = nil
    return false
  }
}
