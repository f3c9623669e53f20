import Deliveries
import Routing

/// An association as declared: the rule that routes, and the rules that deliver.
package struct AssociationSpec: Sendable, Hashable {
  package var rule: Association
  package var delivery: DeliveryPolicy
  /// How many deliveries there may be in a time; nil for no limit.
  package var rate: PaceSpec?
  /// Which events are the same; nil where each is queued.
  package var dedupe: DedupeSpec?
  /// How long the results of its deliveries are kept, to be asked for; nil where they are not.
  package var resultRetention: Duration?
  /// How many go in one request; nil where each goes alone.
  package var batch: BatchSpec?
  /// Where the ends of its deliveries go that were successes; nil for nowhere.
  package var onSuccess: DestinationSpec?
  /// Where the ends go of those that have failed for good; nil for nowhere.
  package var onFailure: DestinationSpec?
  /// What comes of the others where one of those that go one after the other dies.
  package var onKeyFailure = KeyFailure.skip
  /// The paths inside the association whose texts a placeholder brought in: not to be shown.
  package var concealed: Set<String> = []

  package init(
    rule: Association, delivery: DeliveryPolicy = DeliveryPolicy(), rate: PaceSpec? = nil
  ) {
    self.rule = rule
    self.delivery = delivery
    self.rate = rate
  }
}
