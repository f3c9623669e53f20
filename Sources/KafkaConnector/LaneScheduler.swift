import Manifests
import RdKafka

/// Which record may be worked on next: a state machine without clock and without I/O.
///
/// Records of assigned partitions go in, at most `lanes` of them are in work at once, and those
/// that the order binds wait for each other. What becomes of a partition that was taken away in the
/// meantime is of no interest any more: tickets carry the assignment that they belong to.
struct LaneScheduler<Payload> {
  /// One record of one assignment.
  struct Ticket: Hashable, Sendable {
    fileprivate var slot: Int
    fileprivate var epoch: UInt64
    fileprivate var sequence: Int
  }

  /// What to do about fetching after a record came in or was done.
  enum Flow: Hashable {
    case asBefore
    case pause(TopicPartition)
    case resume(TopicPartition)
  }

  private let order: KafkaSourceSpec.Order
  private let lanes: Int
  private let limits: WindowLimits

  private var windows: [PartitionWindow<Payload>?] = []
  private var slots: [TopicPartition: Int] = [:]
  private var ready = FIFO<Ticket>()
  private var lastEpoch: UInt64 = 0
  /// Windows whose storable offset was not taken yet.
  private var advanced: Set<Int> = []
  /// Lanes that are busy, also with records of partitions that have gone.
  private(set) var inWork = 0

  /// - Parameter lanes: 1 to 10,000.
  init(order: KafkaSourceSpec.Order, lanes: Int, limits: WindowLimits = WindowLimits()) {
    precondition(lanes > 0, "no lanes")
    self.order = order
    self.lanes = lanes
    self.limits = limits
  }

  var partitions: [TopicPartition] { slots.keys.sorted() }

  /// Those of them that are neither full nor drained.
  var openPartitions: [TopicPartition] {
    slots.filter { windows[$0.value]?.isPaused == false && windows[$0.value]?.isDraining == false }
      .keys.sorted()
  }

  /// Whether a record could be worked on if there were a lane; it may turn out to have gone.
  var canStart: Bool { inWork < lanes && !ready.isEmpty }

  /// Partitions that are assigned already stay as they are.
  mutating func assign(_ partitions: [TopicPartition]) {
    for partition in partitions where slots[partition] == nil {
      lastEpoch += 1
      let window = PartitionWindow<Payload>(
        partition, epoch: lastEpoch, order: order, limits: limits)
      if let free = windows.firstIndex(where: { $0 == nil }) {
        windows[free] = window
        slots[partition] = free
      } else {
        slots[partition] = windows.count
        windows.append(window)
      }
    }
  }

  /// Takes a record; one of a partition that is not ours, or goes, is dropped.
  mutating func add(
    _ payload: Payload, of partition: TopicPartition, offset: Int64, key: [UInt8]?, bytes: Int
  ) -> Flow {
    guard let slot = slots[partition], windows[slot]?.isDraining == false else { return .asBefore }
    let sequence = windows[slot]?.add(offset: offset, key: key, bytes: bytes, payload: payload)
    if let sequence = sequence ?? nil, let epoch = windows[slot]?.epoch {
      ready.append(Ticket(slot: slot, epoch: epoch, sequence: sequence))
    }
    return windows[slot]?.pauseIfFull() == true ? .pause(partition) : .asBefore
  }

  /// Takes a record that nobody wants.
  mutating func skip(_ partition: TopicPartition, offset: Int64) {
    guard let slot = slots[partition], windows[slot]?.isDraining == false else { return }
    windows[slot]?.skip(offset: offset)
    advanced.insert(slot)
  }

  /// Begins the work on the next record; nil where no lane is free or nothing is ready.
  ///
  /// Each ticket is to be given back once, by `finish` or `postpone`.
  mutating func next() -> (ticket: Ticket, payload: Payload)? {
    while inWork < lanes, let ticket = ready.popFirst() {
      guard isCurrent(ticket), windows[ticket.slot]?.isDraining == false,
        let payload = windows[ticket.slot]?.start(ticket.sequence)
      else { continue }
      inWork += 1
      return (ticket, payload)
    }
    return nil
  }

  /// A record is done with for good: the next of its chain is ready.
  mutating func finish(_ ticket: Ticket) -> Flow {
    inWork -= 1
    guard isCurrent(ticket) else { return .asBefore }
    let successor = windows[ticket.slot]?.finish(ticket.sequence)
    if let successor = successor ?? nil {
      ready.append(Ticket(slot: ticket.slot, epoch: ticket.epoch, sequence: successor))
    }
    advanced.insert(ticket.slot)
    guard let partition = windows[ticket.slot]?.partition,
      windows[ticket.slot]?.resumeIfHalf() == true
    else { return .asBefore }
    return .resume(partition)
  }

  /// A record could not be done with: its lane is free, its chain waits for `offerAgain`.
  ///
  /// - Returns: whether it is to be offered again at all.
  mutating func postpone(_ ticket: Ticket) -> Bool {
    inWork -= 1
    guard isCurrent(ticket) else { return false }
    windows[ticket.slot]?.postpone(ticket.sequence)
    return windows[ticket.slot]?.isDraining == false
  }

  /// Makes a postponed record ready, behind all that are.
  mutating func offerAgain(_ ticket: Ticket) {
    guard isCurrent(ticket) else { return }
    windows[ticket.slot]?.offerAgain(ticket.sequence)
    ready.append(ticket)
  }

  /// Begins nothing new of these partitions.
  mutating func drain(_ partitions: [TopicPartition]) {
    for partition in partitions {
      if let slot = slots[partition] { windows[slot]?.isDraining = true }
    }
  }

  /// Whether nothing of these partitions is in work.
  func isDrained(_ partitions: [TopicPartition]) -> Bool {
    partitions.allSatisfy { partition in
      slots[partition].map { windows[$0]?.inWork ?? 0 } ?? 0 == 0
    }
  }

  /// Forgets partitions; late results of their records are ignored.
  mutating func drop(_ partitions: [TopicPartition]) {
    for partition in partitions {
      guard let slot = slots.removeValue(forKey: partition) else { continue }
      windows[slot] = nil
      advanced.remove(slot)
    }
  }

  /// The offsets that may be stored and were not taken before: the one behind the last finished
  /// record of each partition.
  mutating func takeStorable() -> [(partition: TopicPartition, next: Int64)] {
    defer { advanced.removeAll(keepingCapacity: true) }
    return advanced.compactMap { slot in
      guard let next = windows[slot]?.takeStorable(), let partition = windows[slot]?.partition
      else { return nil }
      return (partition, next)
    }
  }

  /// Whether the record's partition is still of the assignment under which it came.
  func isCurrent(_ ticket: Ticket) -> Bool { windows[ticket.slot]?.epoch == ticket.epoch }
}
