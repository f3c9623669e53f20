import Deliveries
import Instants
import Routing

/// Which events of the history are meant: those of which everything that is said here is true.
package struct HistoryQuery: Sendable, Hashable {
  /// nil stands for any; at most `maxIDs`.
  package var ids: [String]?
  package var source: SourceName?
  package var type: String?
  /// Taken in at this instant or later.
  package var from: WallTime?
  /// Taken in before this instant.
  package var to: WallTime?
  /// A delivery of it has ended so, and is not on its way once more; nil stands for any event, empty for none.
  package var outcomes: Set<DeliveryOutcome>?
  /// The association whose delivery `outcomes` is about; nil stands for any.
  package var association: AssociationName?
  /// No later one in the order of writing: what is taken in meanwhile is not meant.
  package var through: Int64?

  package static let maxIDs = 1_000

  package init() {}
}
