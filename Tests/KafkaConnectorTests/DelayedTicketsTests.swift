import EventLoops
import Manifests
import RdKafka
import Testing

@testable import KafkaConnector

struct DelayedTicketsTests {
  /// Tickets of records that are in work.
  private func tickets(_ count: Int) -> [DelayedTickets.Ticket] {
    let partition = TopicPartition(topic: "t", partition: 0)
    var scheduler = LaneScheduler<KafkaRecord>(order: .none, lanes: count)
    scheduler.assign([partition])
    return (0..<count).compactMap { offset in
      let record = KafkaRecord(partition: partition, offset: Int64(offset))
      _ = scheduler.add(record, of: partition, offset: Int64(offset), key: nil, bytes: 1)
      return scheduler.next()?.ticket
    }
  }

  private func time(_ nanoseconds: UInt64) -> MonotonicTime {
    MonotonicTime(nanoseconds: nanoseconds)
  }

  @Test func `what is due comes out in order and once`() {
    let tickets = tickets(3)
    var delays = DelayedTickets()
    delays.add(tickets[0], at: time(30))
    delays.add(tickets[1], at: time(10))
    delays.add(tickets[2], at: time(20))
    #expect(delays.first == time(10))
    #expect(delays.take(until: time(9)).isEmpty)
    #expect(delays.take(until: time(20)) == [tickets[1], tickets[2]])
    #expect(delays.first == time(30))
    #expect(delays.take(until: time(20)).isEmpty)
    #expect(delays.take(until: time(30)) == [tickets[0]])
    #expect(delays.first == nil)
  }

  @Test func `tries are counted until the record is forgotten`() {
    let ticket = tickets(1)[0]
    var delays = DelayedTickets()
    #expect(delays.countAttempt(ticket) == 1)
    #expect(delays.countAttempt(ticket) == 2)
    delays.forget(ticket)
    #expect(delays.countAttempt(ticket) == 1)
  }

  @Test func `records of partitions that have gone are dropped`() {
    let tickets = tickets(2)
    var delays = DelayedTickets()
    delays.add(tickets[0], at: time(10))
    delays.add(tickets[1], at: time(20))
    delays.keep { $0 == tickets[1] }
    #expect(delays.first == time(20))
    #expect(delays.take(until: time(100)) == [tickets[1]])
  }
}
