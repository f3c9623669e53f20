import Deliveries
import Instants
import Routing

/// How the delivery of an event to an association ended.
package struct PastEnd: Sendable, Hashable {
  package var association: AssociationName
  /// The one that was chosen when the association got the event first.
  package var version: FunctionVersion
  package var outcome: DeliveryOutcome
  package var endedAt: WallTime
  /// When it was put into the queue once more, where that has not ended yet.
  package var replayedAt: WallTime?

  package init(
    association: AssociationName, version: FunctionVersion, outcome: DeliveryOutcome,
    endedAt: WallTime, replayedAt: WallTime? = nil
  ) {
    self.association = association
    self.version = version
    self.outcome = outcome
    self.endedAt = endedAt
    self.replayedAt = replayedAt
  }
}
