import JSONSyntax
import Schedules

/// A schedule that makes events.
package struct CronSourceSpec: Sendable, Hashable {
  package var schedule: Schedule
  /// An IANA name, by default UTC.
  package var timezone = "UTC"
  /// The payload of each event; nil means none.
  package var data: JSONValue?
  package var dst = DSTPolicy()
  /// What becomes of occurrences that a stopped router or a clock step jumped over.
  package var catchUp = CatchUp.none

  /// The policy for occurrences that were missed.
  package enum CatchUp: Sendable, Hashable {
    /// They are let go.
    case none
    /// The latest of them runs.
    case latest
    /// At most this many of the latest run, oldest first; 1 to 1,000.
    case all(limit: Int)
  }

  package init(schedule: Schedule) { self.schedule = schedule }
}
