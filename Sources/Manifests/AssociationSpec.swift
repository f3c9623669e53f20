import Deliveries
import Routing

/// An association as declared: the rule that routes, and the rules that deliver.
package struct AssociationSpec: Sendable, Hashable {
  package var rule: Association
  package var delivery: DeliveryPolicy
  /// The paths inside the association whose texts a placeholder brought in: not to be shown.
  package var concealed: Set<String> = []

  package init(rule: Association, delivery: DeliveryPolicy = DeliveryPolicy()) {
    self.rule = rule
    self.delivery = delivery
  }
}
