import Instants
import Routing

/// What is to be written into the history at once.
package struct HistoryBatch: RecordBatch {
  enum Change: Sendable {
    /// The event, unless it is there already: then it is left as it is, or as it came last.
    case event(PastEvent, replaces: Bool)
    /// Passed over where the event of this `HistoryKey` is not in the history.
    case end(PastEnd, ofEvent: Int64)
    /// Passed over where no such end is known.
    case replay(AssociationName, ofEvent: Int64, at: WallTime)
  }

  private(set) var changes: [Change] = []
  private(set) var bytes = 0

  package init() {}

  var count: Int { changes.count }

  /// - Parameter replaces: whether an event that is there already is kept as it came now.
  package mutating func add(_ event: PastEvent, replaces: Bool) {
    bytes += event.bytes
    changes.append(.event(event, replaces: replaces))
  }

  /// - Parameter key: of the event.
  package mutating func add(_ end: PastEnd, ofEvent key: Int64) {
    bytes += 128
    changes.append(.end(end, ofEvent: key))
  }

  /// Notes that an event goes to an association once more.
  ///
  /// - Parameter key: of the event.
  package mutating func add(
    replayTo association: AssociationName, ofEvent key: Int64, at time: WallTime
  ) {
    bytes += 64
    changes.append(.replay(association, ofEvent: key, at: time))
  }
}
