import EventLoops
import RdKafka

/// Records that wait for another try, and how often each was tried.
struct DelayedTickets {
  typealias Ticket = LaneScheduler<KafkaRecord>.Ticket

  private var due: [(time: MonotonicTime, ticket: Ticket)] = []
  private var attempts: [Ticket: Int] = [:]
  /// When the first of them is due.
  private(set) var first: MonotonicTime?

  /// Counts a failed try; returns how many there were.
  mutating func countAttempt(_ ticket: Ticket) -> Int {
    attempts[ticket, default: 0] += 1
    return attempts[ticket, default: 1]
  }

  mutating func add(_ ticket: Ticket, at time: MonotonicTime) {
    due.append((time, ticket))
    first = min(first ?? .never, time)
  }

  /// Takes out what is due.
  mutating func take(until now: MonotonicTime) -> [Ticket] {
    guard let first, first <= now else { return [] }
    let ready = due.filter { $0.time <= now }.sorted { $0.time < $1.time }
    due.removeAll { $0.time <= now }
    self.first = due.map(\.time).min()
    return ready.map(\.ticket)
  }

  /// Forgets a record that is done with.
  mutating func forget(_ ticket: Ticket) {
    if !attempts.isEmpty { attempts[ticket] = nil }
  }

  /// Forgets the records of which `isCurrent` says no.
  mutating func keep(where isCurrent: (Ticket) -> Bool) {
    due.removeAll { !isCurrent($0.ticket) }
    attempts = attempts.filter { isCurrent($0.key) }
    first = due.map(\.time).min()
  }

  mutating func removeAll() { self = DelayedTickets() }
}
