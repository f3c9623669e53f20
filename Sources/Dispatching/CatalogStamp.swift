import EventLoops
import Instants

/// Which manifest a decision was made by.
package struct CatalogStamp: Sendable, Hashable {
  /// 1 at the start, one more with each reload.
  package var generation: Int
  /// Since when it holds.
  package var since: WallTime

  package init(generation: Int = 1, since: WallTime = .now) {
    self.generation = generation
    self.since = since
  }
}
