import Manifests
import RdKafka
import Testing

@testable import KafkaConnector

struct LaneSchedulerTests {
  private let first = TopicPartition(topic: "t", partition: 0)
  private let second = TopicPartition(topic: "t", partition: 1)

  private func scheduler(
    _ order: KafkaSourceSpec.Order, lanes: Int = 8, limits: WindowLimits = WindowLimits()
  ) -> LaneScheduler<Int64> {
    var scheduler = LaneScheduler<Int64>(order: order, lanes: lanes, limits: limits)
    scheduler.assign([first, second])
    return scheduler
  }

  @discardableResult
  private func add(
    _ scheduler: inout LaneScheduler<Int64>, _ offset: Int64, key: String? = nil,
    to partition: TopicPartition? = nil, bytes: Int = 1
  ) -> LaneScheduler<Int64>.Flow {
    scheduler.add(
      offset, of: partition ?? first, offset: offset, key: key.map { Array($0.utf8) }, bytes: bytes)
  }

  @Test func `one record of a partition is in work at a time`() {
    var scheduler = scheduler(.partition)
    for offset in 0..<3 { add(&scheduler, Int64(offset), key: "\(offset)") }
    add(&scheduler, 0, to: second)
    #expect(scheduler.next()?.payload == 0)
    #expect(scheduler.next()?.payload == 0)
    #expect(scheduler.next() == nil)
  }

  @Test func `a key waits for itself and is overtaken by others`() throws {
    var scheduler = scheduler(.key)
    for (offset, key) in [(0, "slow"), (1, "slow"), (2, "other"), (3, nil), (4, nil)] {
      add(&scheduler, Int64(offset), key: key)
    }
    let slow = try #require(scheduler.next())
    #expect(slow.payload == 0)
    #expect([scheduler.next()?.payload, scheduler.next()?.payload] == [2, 3])
    #expect(scheduler.next()?.payload == 4)
    #expect(scheduler.next() == nil)
    _ = scheduler.finish(slow.ticket)
    #expect(scheduler.next()?.payload == 1)
  }

  @Test func `no more records are in work than there are lanes`() throws {
    var scheduler = scheduler(.none, lanes: 2)
    for offset in 0..<3 { add(&scheduler, Int64(offset)) }
    let one = try #require(scheduler.next())
    _ = try #require(scheduler.next())
    #expect(scheduler.next() == nil)
    _ = scheduler.finish(one.ticket)
    #expect(scheduler.next()?.payload == 2)
  }

  @Test func `an offset is stored once all before it are finished`() throws {
    var scheduler = scheduler(.none)
    for offset in [5, 6, 9] { add(&scheduler, Int64(offset)) }
    let work = (0..<3).compactMap { _ in scheduler.next() }
    try #require(work.count == 3)
    _ = scheduler.finish(work[2].ticket)
    _ = scheduler.finish(work[1].ticket)
    #expect(scheduler.takeStorable().isEmpty)
    _ = scheduler.finish(work[0].ticket)
    #expect(scheduler.takeStorable().map(\.next) == [10])
    #expect(scheduler.takeStorable().isEmpty)
  }

  @Test func `a postponed record frees its lane but not its key`() throws {
    var scheduler = scheduler(.key, lanes: 1)
    for (offset, key) in [(0, "poison"), (1, "poison"), (2, "good")] {
      add(&scheduler, Int64(offset), key: key)
    }
    let poison = try #require(scheduler.next())
    #expect(scheduler.postpone(poison.ticket))
    let good = try #require(scheduler.next())
    #expect(good.payload == 2)
    _ = scheduler.finish(good.ticket)
    #expect(scheduler.next() == nil)
    scheduler.offerAgain(poison.ticket)
    let again = try #require(scheduler.next())
    #expect(again.payload == 0)
    _ = scheduler.finish(again.ticket)
    #expect(scheduler.next()?.payload == 1)
  }

  @Test func `a full partition is paused alone and resumed at half`() throws {
    var scheduler = scheduler(.none, lanes: 100, limits: WindowLimits(records: 4, span: 100))
    #expect((0..<3).allSatisfy { add(&scheduler, Int64($0)) == .asBefore })
    #expect(add(&scheduler, 3) == .pause(first))
    #expect(add(&scheduler, 0, to: second) == .asBefore)
    let work = (0..<4).compactMap { _ in scheduler.next() }
    #expect(scheduler.finish(work[3].ticket) == .asBefore)
    #expect(scheduler.finish(work[2].ticket) == .resume(first))
    #expect(scheduler.finish(work[1].ticket) == .asBefore)
  }

  @Test func `bytes fill a window too`() {
    var scheduler = scheduler(.none, limits: WindowLimits(records: 100, bytes: 1_000))
    #expect(add(&scheduler, 0, bytes: 999) == .asBefore)
    #expect(add(&scheduler, 1, bytes: 1) == .pause(first))
  }

  @Test func `what others overtook for too long pauses the partition`() throws {
    var scheduler = scheduler(.key, limits: WindowLimits(records: 5, span: 10))
    add(&scheduler, 0, key: "stuck")
    let stuck = try #require(scheduler.next())
    for offset in 1..<9 {
      #expect(add(&scheduler, Int64(offset)) == .asBefore)
      let work = try #require(scheduler.next())
      #expect(scheduler.finish(work.ticket) == .asBefore)
    }
    #expect(add(&scheduler, 9) == .pause(first))
    #expect(scheduler.finish(stuck.ticket) == .resume(first))
  }

  @Test func `a draining partition begins nothing and its results still count`() throws {
    var scheduler = scheduler(.none)
    for offset in 0..<2 { add(&scheduler, Int64(offset)) }
    let work = try #require(scheduler.next())
    scheduler.drain([first])
    #expect(scheduler.next() == nil)
    #expect(!scheduler.isDrained([first]))
    #expect(scheduler.isDrained([second]))
    add(&scheduler, 2)
    _ = scheduler.finish(work.ticket)
    #expect(scheduler.isDrained([first]))
    #expect(scheduler.takeStorable().map(\.next) == [1])
  }

  @Test func `late results of a dropped partition change nothing of its next assignment`() throws {
    var scheduler = scheduler(.partition, lanes: 2)
    add(&scheduler, 0)
    let late = try #require(scheduler.next())
    scheduler.drop([first])
    scheduler.assign([first])
    add(&scheduler, 0)
    add(&scheduler, 1)
    #expect(scheduler.inWork == 1)
    _ = scheduler.finish(late.ticket)
    #expect(scheduler.takeStorable().isEmpty)
    #expect(scheduler.next()?.payload == 0)
    #expect(scheduler.next() == nil)
  }

  @Test func `a record of a partition that is not ours is dropped`() {
    var scheduler = scheduler(.none)
    add(&scheduler, 0, to: TopicPartition(topic: "t", partition: 7))
    #expect(scheduler.next() == nil)
  }

  @Test func `a record that is passed over counts as finished`() throws {
    var scheduler = scheduler(.none)
    scheduler.skip(first, offset: 3)
    #expect(scheduler.takeStorable().map(\.next) == [4])
    add(&scheduler, 4)
    scheduler.skip(first, offset: 5)
    #expect(scheduler.takeStorable().isEmpty)
    _ = scheduler.finish(try #require(scheduler.next()).ticket)
    #expect(scheduler.takeStorable().map(\.next) == [6])
  }

  @Test(arguments: KafkaSourceSpec.Order.allCases, [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func `any run keeps order, window and offsets`(order: KafkaSourceSpec.Order, seed: UInt64) {
    var model = SchedulerModel(order: order, seed: seed)
    for _ in 0..<4_000 { model.step() }
    model.finishAll()
  }
}
