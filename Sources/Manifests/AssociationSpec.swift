import Deliveries
import Routing

/// An association as declared: the rule that routes, and the rules that deliver.
package struct AssociationSpec: Sendable, Hashable {
  package var rule: Association
  package var delivery: DeliveryPolicy

  package init(rule: Association, delivery: DeliveryPolicy = DeliveryPolicy()) {
    self.rule = rule
    self.delivery = delivery
  }
}
