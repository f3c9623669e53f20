/// A dead letter and the delivery that is made of it.
package struct Redrive: Sendable, Hashable {
  /// Of the dead letter.
  package var position: Int64
  /// With an id of its own.
  package var delivery: NewDelivery

  package init(position: Int64, delivery: NewDelivery) {
    self.position = position
    self.delivery = delivery
  }
}
