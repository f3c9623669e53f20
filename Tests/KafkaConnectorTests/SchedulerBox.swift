import Manifests
import RdKafka

@testable import KafkaConnector

/// A scheduler with partitions `t/0` and `t/1`, behind a reference so that expectations can use it.
final class SchedulerBox {
  typealias Ticket = LaneScheduler<Int64>.Ticket
  typealias Flow = LaneScheduler<Int64>.Flow

  private var scheduler: LaneScheduler<Int64>

  init(
    _ order: KafkaSourceSpec.Order, lanes: Int = 8, limits: WindowLimits = WindowLimits()
  ) {
    scheduler = LaneScheduler(order: order, lanes: lanes, limits: limits)
    assign(0)
    assign(1)
  }

  var inWork: Int { scheduler.inWork }

  /// Adds a record whose payload is its offset.
  @discardableResult
  func add(_ offset: Int64, key: String? = nil, to partition: Int32 = 0, bytes: Int = 1) -> Flow {
    scheduler.add(
      offset, of: name(partition), offset: offset, key: key.map { Array($0.utf8) }, bytes: bytes)
  }

  func next() -> (ticket: Ticket, payload: Int64)? { scheduler.next() }

  @discardableResult
  func finish(_ ticket: Ticket) -> Flow { scheduler.finish(ticket) }

  func postpone(_ ticket: Ticket) -> Bool { scheduler.postpone(ticket) }
  func offerAgain(_ ticket: Ticket) { scheduler.offerAgain(ticket) }
  func skip(_ offset: Int64) { scheduler.skip(name(0), offset: offset) }
  func assign(_ partition: Int32) { scheduler.assign([name(partition)]) }
  func drain(_ partition: Int32) { scheduler.drain([name(partition)]) }
  func drop(_ partition: Int32) { scheduler.drop([name(partition)]) }
  func isDrained(_ partition: Int32) -> Bool { scheduler.isDrained([name(partition)]) }
  func takeStorable() -> [Int64] { scheduler.takeStorable().map(\.next) }

  private func name(_ partition: Int32) -> TopicPartition {
    TopicPartition(topic: "t", partition: partition)
  }
}
