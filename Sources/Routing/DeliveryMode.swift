/// How an association invokes its function.
package enum DeliveryMode: String, Sendable, Hashable, CaseIterable {
  /// While the source waits; nothing is written to disk.
  case sync
  /// After the event is durable; retried, and dead-lettered in the end.
  case queued
}
