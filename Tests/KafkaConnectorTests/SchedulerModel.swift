import Manifests
import RdKafka
import TestSupport
import Testing

@testable import KafkaConnector

/// A plain account of what a scheduler may do, against which a random run of it is checked.
struct SchedulerModel {
  private struct Record {
    let offset: Int64
    let key: Int?
    var isStarted = false
    var isFinished = false
  }

  private struct Work {
    let ticket: LaneScheduler<Int64>.Ticket
    let partition: Int
    let offset: Int64
    let assignment: Int
  }

  private static let partitions = (0..<4).map { TopicPartition(topic: "t", partition: $0) }
  private static let windowRecords = 12

  private let order: KafkaSourceSpec.Order
  private let lanes: Int
  private var random: SeededGenerator
  private var scheduler: LaneScheduler<Int64>
  private var records: [[Record]] = Array(repeating: [], count: 4)
  /// Counts the assignments of a partition; even: it is not assigned.
  private var assignments = [0, 0, 0, 0]
  private var isDraining = [false, false, false, false]
  private var isPaused = [false, false, false, false]
  private var nextOffset: [Int64] = [0, 0, 0, 0]
  private var working: [Work] = []
  private var postponed: [Work] = []

  init(order: KafkaSourceSpec.Order, seed: UInt64) {
    self.order = order
    random = SeededGenerator(seed: seed)
    lanes = Int.random(in: 1...6, using: &random)
    scheduler = LaneScheduler(
      order: order, lanes: lanes, limits: WindowLimits(records: Self.windowRecords, span: 40))
  }

  /// Does one random thing and checks what must hold.
  mutating func step() {
    let partition = Int.random(in: 0..<4, using: &random)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<35: add(to: partition)
    case 35..<60: start()
    case 60..<85: finish()
    case 85..<90: postpone()
    case 90..<94: offerAgain()
    case 94..<96: drain(partition)
    case 96..<97: drop(partition)
    default: assign(partition)
    }
    check()
  }

  /// Everything that was taken of partitions that stay comes to its end.
  mutating func finishAll() {
    while !working.isEmpty || !postponed.isEmpty || scheduler.canStart {
      offerAgain()
      start()
      finish()
      check()
    }
    for partition in 0..<4 where isAssigned(partition) && !isDraining[partition] {
      #expect(!records[partition].contains { !$0.isFinished })
      #expect(!isPaused[partition])
    }
  }

  private func isAssigned(_ partition: Int) -> Bool { assignments[partition] % 2 == 1 }

  private mutating func assign(_ partition: Int) {
    guard !isAssigned(partition) else { return }
    assignments[partition] += 1
    scheduler.assign([Self.partitions[partition]])
  }

  private mutating func drain(_ partition: Int) {
    guard isAssigned(partition) else { return }
    isDraining[partition] = true
    scheduler.drain([Self.partitions[partition]])
  }

  private mutating func drop(_ partition: Int) {
    guard isAssigned(partition) else { return }
    assignments[partition] += 1
    isDraining[partition] = false
    isPaused[partition] = false
    records[partition] = []
    scheduler.drop([Self.partitions[partition]])
  }

  private mutating func add(to partition: Int) {
    guard isAssigned(partition), !isPaused[partition], !isDraining[partition] else { return }
    // Offsets have gaps, as compacted topics do.
    nextOffset[partition] += Int64.random(in: 1...3, using: &random)
    let key = Bool.random(using: &random) ? nil : Int.random(in: 0..<3, using: &random)
    records[partition].append(Record(offset: nextOffset[partition], key: key))
    take(
      scheduler.add(
        Int64(partition) << 32 | nextOffset[partition], of: Self.partitions[partition],
        offset: nextOffset[partition],
        key: key.map { [UInt8($0)] }, bytes: 1))
  }

  private mutating func start() {
    guard let (ticket, payload) = scheduler.next() else {
      #expect(scheduler.inWork == lanes || !mustHaveReady)
      return
    }
    let partition = Int(payload >> 32)
    let offset = payload & 0xffff_ffff
    #expect(isAssigned(partition) && !isDraining[partition])
    #expect(records[partition].contains { $0.offset == offset && !$0.isStarted && !$0.isFinished })
    #expect(mayStart(offset, of: partition))
    setStarted(offset, of: partition, to: true)
    working.append(
      Work(
        ticket: ticket, partition: partition, offset: offset, assignment: assignments[partition]))
  }

  private mutating func finish() {
    guard let work = takeWorking() else { return }
    take(scheduler.finish(work.ticket))
    guard work.assignment == assignments[work.partition],
      let index = records[work.partition].firstIndex(where: { $0.offset == work.offset })
    else { return }
    records[work.partition][index].isFinished = true
  }

  private mutating func postpone() {
    guard let work = takeWorking() else { return }
    let isCurrent = work.assignment == assignments[work.partition]
    let isKept = scheduler.postpone(work.ticket)
    #expect(isKept == (isCurrent && !isDraining[work.partition]))
    if isKept { postponed.append(work) }
  }

  private mutating func offerAgain() {
    guard let index = postponed.indices.randomElement(using: &random) else { return }
    let work = postponed.remove(at: index)
    scheduler.offerAgain(work.ticket)
    if work.assignment == assignments[work.partition] {
      setStarted(work.offset, of: work.partition, to: false)
    }
  }

  private mutating func takeWorking() -> Work? {
    guard let index = working.indices.randomElement(using: &random) else { return nil }
    return working.remove(at: index)
  }

  private mutating func setStarted(_ offset: Int64, of partition: Int, to value: Bool) {
    guard let index = records[partition].firstIndex(where: { $0.offset == offset }) else { return }
    records[partition][index].isStarted = value
  }

  private mutating func take(_ flow: LaneScheduler<Int64>.Flow) {
    switch flow {
    case .asBefore: break
    case .pause(let partition):
      #expect(!isPaused[Int(partition.partition)])
      isPaused[Int(partition.partition)] = true
    case .resume(let partition):
      #expect(isPaused[Int(partition.partition)])
      isPaused[Int(partition.partition)] = false
    }
  }

  /// Whether nothing that the order binds to this record stands unfinished before it.
  private func mayStart(_ offset: Int64, of partition: Int) -> Bool {
    guard let record = records[partition].first(where: { $0.offset == offset }) else {
      return false
    }
    let before = records[partition].filter { $0.offset < offset && !$0.isFinished }
    return switch order {
    case .partition: before.isEmpty
    case .key: record.key == nil || !before.contains { $0.key == record.key }
    case .none: true
    }
  }

  private var mustHaveReady: Bool {
    (0..<4).contains { partition in
      isAssigned(partition) && !isDraining[partition]
        && records[partition].contains {
          !$0.isStarted && !$0.isFinished && mayStart($0.offset, of: partition)
        }
    }
  }

  private mutating func check() {
    #expect(scheduler.inWork == working.count)
    #expect(scheduler.inWork <= lanes)
    for (partition, next) in scheduler.takeStorable() {
      let records = records[Int(partition.partition)]
      let finished = records.prefix { $0.isFinished }
      #expect(next == (finished.last?.offset ?? -2) + 1)
    }
    for partition in 0..<4 {
      let unfinished = records[partition].count { !$0.isFinished }
      #expect(unfinished <= Self.windowRecords)
      if unfinished >= Self.windowRecords { #expect(isPaused[partition]) }
    }
  }
}
