import EventLoops
import RdKafka

/// What a session knows of its brokers and of its progress.
struct SessionHealth {
  /// The group's committed offsets of the partitions that are ours.
  private(set) var committed: [TopicPartition: Int64] = [:]
  /// Whether no broker could be reached when one was last heard of.
  private(set) var isCutOff = false
  /// When to look whether a broker is back.
  var nextProbe: MonotonicTime
  /// When to report next.
  var nextReport: MonotonicTime

  init(now: MonotonicTime) {
    nextProbe = now
    nextReport = now
  }

  mutating func note(committed offsets: [TopicPartition: Int64]) {
    committed.merge(offsets) { _, new in new }
    noteContact()
  }

  mutating func forget(_ partitions: [TopicPartition]) {
    for partition in partitions { committed[partition] = nil }
  }

  mutating func noteContact() {
    guard isCutOff else { return }
    isCutOff = false
    reportSoon()
  }

  mutating func noteCutOff() {
    isCutOff = true
    reportSoon()
  }

  mutating func reportSoon() { nextReport = MonotonicTime(nanoseconds: 0) }
}
