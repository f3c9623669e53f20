import Manifests
import RdKafka

/// The records of one assigned partition that are not finished, and those behind them.
///
/// Records that must wait for each other form a chain: each knows its successor, which becomes
/// ready when it is finished. A chain is the partition, a key, or a single record.
struct PartitionWindow<Payload> {
  private enum State {
    case waiting, inWork, postponed, finished
  }

  private struct Entry {
    let offset: Int64
    let bytes: Int
    let key: [UInt8]?
    /// nil once it is finished.
    var payload: Payload?
    var state: State
    /// The sequence number of the record that waits for this one.
    var successor: Int?
  }

  let partition: TopicPartition
  /// Tells this assignment of the partition from earlier and later ones.
  let epoch: UInt64
  private let order: KafkaSourceSpec.Order
  private let limits: WindowLimits

  private var entries = FIFO<Entry>()
  /// The sequence number of the first entry.
  private var base = 0
  private var lastOfPartition: Int?
  private var lastOfKey: [[UInt8]: Int] = [:]
  private var unfinishedRecords = 0
  private var unfinishedBytes = 0

  private(set) var inWork = 0
  private(set) var isPaused = false
  /// Whether the partition goes: nothing new is begun.
  var isDraining = false
  /// Where the group may go on: the offset behind the last of the finished records that have no
  /// unfinished one before them; nil where there is none yet.
  private var storable: Int64?
  private var lastTaken: Int64?

  init(
    _ partition: TopicPartition, epoch: UInt64, order: KafkaSourceSpec.Order, limits: WindowLimits
  ) {
    self.partition = partition
    self.epoch = epoch
    self.order = order
    self.limits = limits
  }

  /// Takes a record at the end.
  ///
  /// - Returns: its sequence number where nothing stands before it; nil where it has to wait.
  mutating func add(offset: Int64, key: [UInt8]?, bytes: Int, payload: Payload) -> Int? {
    let sequence = base + entries.count
    let chainKey = order == .key ? key : nil
    entries.append(
      Entry(offset: offset, bytes: bytes, key: chainKey, payload: payload, state: .waiting))
    unfinishedRecords += 1
    unfinishedBytes += bytes
    guard let predecessor = joinChain(sequence, key: chainKey) else { return sequence }
    entries[predecessor - base].successor = sequence
    return nil
  }

  /// Takes a record that nobody wants: it is finished as it comes.
  mutating func skip(offset: Int64) {
    entries.append(Entry(offset: offset, bytes: 0, key: nil, payload: nil, state: .finished))
    advance()
  }

  /// Begins the work on a record that is ready.
  mutating func start(_ sequence: Int) -> Payload {
    let index = sequence - base
    guard let payload = entries[index].payload, entries[index].state == .waiting else {
      preconditionFailure("start of record \(sequence) which is \(entries[index].state)")
    }
    entries[index].state = .inWork
    inWork += 1
    return payload
  }

  /// Ends the work on a record for good.
  ///
  /// - Returns: the sequence number of the record that waited for it.
  mutating func finish(_ sequence: Int) -> Int? {
    let index = sequence - base
    precondition(entries[index].state == .inWork, "end of record \(sequence) not in work")
    inWork -= 1
    unfinishedRecords -= 1
    unfinishedBytes -= entries[index].bytes
    entries[index].state = .finished
    entries[index].payload = nil
    let successor = entries[index].successor
    if successor == nil { leaveChain(sequence, key: entries[index].key) }
    advance()
    return successor
  }

  /// Ends the work on a record for now; those that wait for it go on waiting.
  mutating func postpone(_ sequence: Int) {
    let index = sequence - base
    precondition(entries[index].state == .inWork, "delay of record \(sequence) not in work")
    entries[index].state = .postponed
    inWork -= 1
  }

  /// Makes a postponed record ready again.
  mutating func offerAgain(_ sequence: Int) {
    let index = sequence - base
    precondition(entries[index].state == .postponed, "record \(sequence) was not postponed")
    entries[index].state = .waiting
  }

  /// Whether the partition must be paused now.
  mutating func pauseIfFull() -> Bool {
    guard !isPaused,
      unfinishedRecords >= limits.records || unfinishedBytes >= limits.bytes
        || entries.count >= limits.span
    else { return false }
    isPaused = true
    return true
  }

  /// Whether the partition must be fetched again now.
  mutating func resumeIfHalf() -> Bool {
    guard isPaused, !isDraining, unfinishedRecords <= limits.records / 2,
      unfinishedBytes <= limits.bytes / 2, entries.count <= limits.span / 2
    else { return false }
    isPaused = false
    return true
  }

  /// The storable offset, where it has changed since the last time.
  mutating func takeStorable() -> Int64? {
    guard storable != lastTaken else { return nil }
    lastTaken = storable
    return storable
  }

  /// Makes a record the last of its chain; returns the one that was it.
  private mutating func joinChain(_ sequence: Int, key: [UInt8]?) -> Int? {
    switch order {
    case .partition:
      defer { lastOfPartition = sequence }
      return lastOfPartition
    case .key:
      guard let key else { return nil }
      return lastOfKey.updateValue(sequence, forKey: key)
    case .none:
      return nil
    }
  }

  /// Forgets the chain whose last record is finished.
  private mutating func leaveChain(_ sequence: Int, key: [UInt8]?) {
    if lastOfPartition == sequence { lastOfPartition = nil }
    if let key { lastOfKey[key] = nil }
  }

  /// Drops the finished records that have nothing unfinished before them.
  private mutating func advance() {
    while let first = entries.first, first.state == .finished {
      storable = first.offset + 1
      base += 1
      entries.popFirst()
    }
  }
}
