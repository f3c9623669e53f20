import Instants

/// A delivery that failed for good, as it is kept.
package struct DeadLetter: Sendable, Hashable {
  /// Its place in the order of dying; ascending, and the cursor to list on from.
  package var position: Int64
  /// With `attempts` as made, the last one included.
  package var delivery: NewDelivery
  /// The last HTTP or exit status; nil where none came.
  package var status: Int?
  /// In words, for people.
  package var reason: String
  package var diedAt: WallTime
  /// When it was redriven last; nil where it never was.
  package var redrivenAt: WallTime?
  /// The delivery that was made of it then.
  package var redrivenAs: String?
  /// Whether those that go after it wait until it is redriven or purged.
  package var holdsLine = false

  package init(
    position: Int64, delivery: NewDelivery, status: Int?, reason: String, diedAt: WallTime
  ) {
    self.position = position
    self.delivery = delivery
    self.status = status
    self.reason = reason
    self.diedAt = diedAt
  }
}
