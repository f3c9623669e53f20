import Deliveries
import Instants
import Routing

/// What an operator wants replayed, and how.
package struct ReplayOrder: Sendable, Hashable {
  /// `outcomes` and `association` in it say whose deliveries are made anew.
  package var query = HistoryQuery()
  /// What else an event must satisfy; nil for nothing.
  package var filter: Filter?
  /// The first delivery is due then, or at once where that has passed.
  package var dueAt: WallTime?
  /// The time between the due times of one delivery and the next; zero: all are due at once.
  package var spacing: Duration = .zero
  /// Whether it is only told what would happen.
  package var isRehearsal = false
  /// Deliveries after which it stops at the next event.
  package var limit = 1_000
  /// Where the part before has ended; nil begins with the oldest event.
  package var after: HistoryPlace?

  /// The ends that call for a replay unless others are asked for.
  package static let failures: Set<DeliveryOutcome> = [.failure, .deadLetter, .expired]
  package static let limits = 1...10_000

  package init() {}
}
