import Manifests
import RdKafka
import Testing

@testable import KafkaConnector

struct LaneSchedulerTests {
  private let first = TopicPartition(topic: "t", partition: 0)

  @Test func `one record of a partition is in work at a time`() {
    let scheduler = SchedulerBox(.partition)
    for offset in 0..<3 { scheduler.add(Int64(offset), key: "\(offset)") }
    scheduler.add(0, to: 1)
    #expect(scheduler.next()?.payload == 0)
    #expect(scheduler.next()?.payload == 0)
    #expect(scheduler.next() == nil)
  }

  @Test func `a key waits for itself and is overtaken by others`() throws {
    let scheduler = SchedulerBox(.key)
    for (offset, key) in [(0, "slow"), (1, "slow"), (2, "other"), (3, nil), (4, nil)] {
      scheduler.add(Int64(offset), key: key)
    }
    let slow = try #require(scheduler.next())
    #expect(slow.payload == 0)
    #expect([scheduler.next()?.payload, scheduler.next()?.payload] == [2, 3])
    #expect(scheduler.next()?.payload == 4)
    #expect(scheduler.next() == nil)
    scheduler.finish(slow.ticket)
    #expect(scheduler.next()?.payload == 1)
  }

  @Test func `no more records are in work than there are lanes`() throws {
    let scheduler = SchedulerBox(.none, lanes: 2)
    for offset in 0..<3 { scheduler.add(Int64(offset)) }
    let one = try #require(scheduler.next())
    _ = try #require(scheduler.next())
    #expect(scheduler.next() == nil)
    scheduler.finish(one.ticket)
    #expect(scheduler.next()?.payload == 2)
  }

  @Test func `an offset is stored once all before it are finished`() throws {
    let scheduler = SchedulerBox(.none)
    for offset in [5, 6, 9] { scheduler.add(Int64(offset)) }
    let work = (0..<3).compactMap { _ in scheduler.next() }
    try #require(work.count == 3)
    scheduler.finish(work[2].ticket)
    scheduler.finish(work[1].ticket)
    #expect(scheduler.takeStorable().isEmpty)
    scheduler.finish(work[0].ticket)
    #expect(scheduler.takeStorable() == [10])
    #expect(scheduler.takeStorable().isEmpty)
  }

  @Test func `a postponed record frees its lane but not its key`() throws {
    let scheduler = SchedulerBox(.key, lanes: 1)
    for (offset, key) in [(0, "poison"), (1, "poison"), (2, "good")] {
      scheduler.add(Int64(offset), key: key)
    }
    let poison = try #require(scheduler.next())
    #expect(scheduler.postpone(poison.ticket))
    let good = try #require(scheduler.next())
    #expect(good.payload == 2)
    scheduler.finish(good.ticket)
    #expect(scheduler.next() == nil)
    scheduler.offerAgain(poison.ticket)
    let again = try #require(scheduler.next())
    #expect(again.payload == 0)
    scheduler.finish(again.ticket)
    #expect(scheduler.next()?.payload == 1)
  }

  @Test func `a full partition is paused alone and resumed at half`() throws {
    let scheduler = SchedulerBox(.none, lanes: 100, limits: WindowLimits(records: 4, span: 100))
    #expect((0..<3).allSatisfy { scheduler.add(Int64($0)) == .asBefore })
    #expect(scheduler.add(3) == .pause(first))
    #expect(scheduler.add(0, to: 1) == .asBefore)
    let work = (0..<4).compactMap { _ in scheduler.next() }
    #expect(scheduler.finish(work[3].ticket) == .asBefore)
    #expect(scheduler.finish(work[2].ticket) == .resume(first))
    #expect(scheduler.finish(work[1].ticket) == .asBefore)
  }

  @Test func `bytes fill a window too`() {
    let scheduler = SchedulerBox(.none, limits: WindowLimits(records: 100, bytes: 1_000))
    #expect(scheduler.add(0, bytes: 999) == .asBefore)
    #expect(scheduler.add(1, bytes: 1) == .pause(first))
  }

  @Test func `what others overtook for too long pauses the partition`() throws {
    let scheduler = SchedulerBox(.key, limits: WindowLimits(records: 5, span: 10))
    scheduler.add(0, key: "stuck")
    let stuck = try #require(scheduler.next())
    for offset in 1..<9 {
      #expect(scheduler.add(Int64(offset)) == .asBefore)
      let work = try #require(scheduler.next())
      #expect(scheduler.finish(work.ticket) == .asBefore)
    }
    #expect(scheduler.add(9) == .pause(first))
    #expect(scheduler.finish(stuck.ticket) == .resume(first))
  }

  @Test func `a draining partition begins nothing and its results still count`() throws {
    let scheduler = SchedulerBox(.none)
    for offset in 0..<2 { scheduler.add(Int64(offset)) }
    let work = try #require(scheduler.next())
    scheduler.drain(0)
    #expect(scheduler.next() == nil)
    #expect(!scheduler.isDrained(0))
    #expect(scheduler.isDrained(1))
    scheduler.add(2)
    scheduler.finish(work.ticket)
    #expect(scheduler.isDrained(0))
    #expect(scheduler.takeStorable() == [1])
  }

  @Test func `late results of a dropped partition change nothing of its next assignment`() throws {
    let scheduler = SchedulerBox(.partition, lanes: 2)
    scheduler.add(0)
    let late = try #require(scheduler.next())
    scheduler.drop(0)
    scheduler.assign(0)
    scheduler.add(0)
    scheduler.add(1)
    #expect(scheduler.inWork == 1)
    scheduler.finish(late.ticket)
    #expect(scheduler.takeStorable().isEmpty)
    #expect(scheduler.next()?.payload == 0)
    #expect(scheduler.next() == nil)
  }

  @Test func `a record of a partition that is not ours is dropped`() {
    let scheduler = SchedulerBox(.none)
    scheduler.add(0, to: 7)
    #expect(scheduler.next() == nil)
  }

  @Test func `a record that is passed over counts as finished`() throws {
    let scheduler = SchedulerBox(.none)
    scheduler.skip(3)
    #expect(scheduler.takeStorable() == [4])
    scheduler.add(4)
    scheduler.skip(5)
    #expect(scheduler.takeStorable().isEmpty)
    scheduler.finish(try #require(scheduler.next()).ticket)
    #expect(scheduler.takeStorable() == [6])
  }

  @Test(arguments: KafkaSourceSpec.Order.allCases, [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func `any run keeps order, window and offsets`(order: KafkaSourceSpec.Order, seed: UInt64) {
    var model = SchedulerModel(order: order, seed: seed)
    for _ in 0..<4_000 { model.step() }
    model.finishAll()
  }
}
