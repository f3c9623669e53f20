import Instants

/// What came of a part of a replay.
package struct ReplayReport: Sendable, Hashable {
  /// Events that were meant, deliveries that were made of them, and events that were left.
  package var tally = OperatorReport()
  /// After which to go on; nil where this was the last part.
  package var next: HistoryPlace?
  /// Events written later are not meant, in the parts that follow either.
  package var through: Int64
  /// When the first delivery of the part that follows is due.
  package var nextDueAt: WallTime

  package init(through: Int64, nextDueAt: WallTime) {
    self.through = through
    self.nextDueAt = nextDueAt
  }
}
