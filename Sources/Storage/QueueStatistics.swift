import Instants
import Routing

/// What stands in one queue at a moment.
package struct QueueStatistics: Sendable, Hashable {
  package var queue: FunctionName
  /// Waiting to be leased.
  package var ready: Int
  /// Handed out and not settled yet.
  package var leased: Int
  /// Not due yet.
  package var delayed: Int
  /// Waiting for their association's pause to end.
  package var parked: Int
  /// Waiting behind others that go before them.
  package var waiting: Int
  /// Dead letters that hold those that go after them.
  package var holders: Int
  /// When the oldest delivery that has not ended was accepted; nil for an empty queue.
  package var oldestAcceptedAt: WallTime?

  package init(
    queue: FunctionName, ready: Int, leased: Int, delayed: Int, parked: Int = 0,
    waiting: Int = 0, holders: Int = 0, oldestAcceptedAt: WallTime?
  ) {
    self.queue = queue
    self.ready = ready
    self.leased = leased
    self.delayed = delayed
    self.parked = parked
    self.waiting = waiting
    self.holders = holders
    self.oldestAcceptedAt = oldestAcceptedAt
  }

  /// Everything that has not ended.
  package var depth: Int { ready + leased + delayed + parked + waiting }
}
