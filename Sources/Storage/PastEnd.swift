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

  package init(
    association: AssociationName, version: FunctionVersion, outcome: DeliveryOutcome,
    endedAt: WallTime
  ) {
    self.association = association
    self.version = version
    self.outcome = outcome
    self.endedAt = endedAt
  }
}
