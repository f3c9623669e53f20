/// What a schedule does where its zone's clock jumps; nil follows Debian's cron daemon.
package struct DSTPolicy: Sendable, Hashable {
  package enum Gap: String, Sendable, Hashable, CaseIterable {
    /// What the gap swallowed runs once, in the first minute after it.
    case runLate = "run-late"
    /// What the gap swallowed does not run.
    case skip
  }

  package enum Overlap: String, Sendable, Hashable, CaseIterable {
    /// A repeated hour runs in its first pass only.
    case once
    /// A repeated hour runs in both passes.
    case twice
  }

  package var gap: Gap?
  package var overlap: Overlap?

  package init(gap: Gap? = nil, overlap: Overlap? = nil) {
    self.gap = gap
    self.overlap = overlap
  }
}
