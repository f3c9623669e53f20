import Instants
import Routing

/// Remembers for each source up to where its occurrences are handled, over restarts.
///
/// Only sources that catch up ask for it.
package protocol CronMarks: Sendable {
  /// What was recorded last; nil where nothing was.
  func last(for source: SourceName) async -> WallTime?
  /// Every occurrence up to and including `mark` is handled. Later calls replace earlier ones, also
  /// by an earlier mark (after the clock was set back).
  func record(_ mark: WallTime, for source: SourceName) async
}
