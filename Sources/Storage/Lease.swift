/// A delivery handed out to be attempted.
package struct Lease: Sendable, Hashable {
  /// Names the delivery to the store; opaque to everyone else.
  package var token: Int64
  /// The delivery, with `attempts` as made so far.
  package var delivery: NewDelivery

  package init(token: Int64, delivery: NewDelivery) {
    self.token = token
    self.delivery = delivery
  }
}
