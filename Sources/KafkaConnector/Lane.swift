import RdKafka

/// One of the tasks that work on records.
// Safe because it is touched by tasks of its session's loop alone.
final class Lane: @unchecked Sendable {
  let number: Int
  var task: Task<Void, Never>?
  /// The record that it works on.
  var ticket: LaneScheduler<KafkaRecord>.Ticket?

  init(number: Int) { self.number = number }
}
