import Instants
import Routing

/// A delivery that has not ended, as it is told of.
package struct WaitingDelivery: Sendable, Hashable {
  package let id: String
  package let eventID: String
  /// nil where the event came without a source.
  package let association: AssociationName?
  package let version: FunctionVersion
  package let acceptedAt: WallTime
  /// When it is attempted at the earliest.
  package let dueAt: WallTime
  /// Attempts that have ended.
  package let attempts: Int
  /// Whether it goes after others of its key.
  package let isOrdered: Bool
  /// Whether somebody has taken it to attempt it.
  package internal(set) var isTaken = false
}
