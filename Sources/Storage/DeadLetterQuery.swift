import Instants
import Routing

/// Which dead letters are meant: those of which everything that is said here is true.
package struct DeadLetterQuery: Sendable, Hashable {
  /// nil stands for any; at most `maxIDs`.
  package var ids: [String]?
  package var function: FunctionName?
  package var association: AssociationName?
  /// Died at this instant or later.
  package var since: WallTime?
  /// Died before this instant.
  package var until: WallTime?
  /// Each stands in the reason, in ASCII without regard to case; at most `maxWords`.
  package var words: [String] = []
  /// No later one in the order of dying: what dies meanwhile is not meant.
  package var through: Int64?

  package static let maxIDs = 1_000
  package static let maxWords = 16

  package init() {}

  /// Whether nothing is said, which means all of them.
  package var isEmpty: Bool { self == DeadLetterQuery() }
}
