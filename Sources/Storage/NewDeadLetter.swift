/// A delivery that failed for good, to be kept.
package struct NewDeadLetter: Sendable, Hashable {
  /// With `attempts` as made, the last one included.
  package var delivery: NewDelivery
  /// The last HTTP or exit status; nil where none came.
  package var status: Int?
  /// In words, for people.
  package var reason: String

  package init(delivery: NewDelivery, status: Int?, reason: String) {
    self.delivery = delivery
    self.status = status
    self.reason = reason
  }
}
