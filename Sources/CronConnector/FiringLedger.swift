import Instants

/// Which occurrences are under way, and up to where all of them are handled.
struct FiringLedger: Sendable, Hashable {
  /// Those begun and not finished.
  private var open: Set<WallTime> = []
  /// Those of them that were refused for now and wait to be offered again.
  private var waiting: Set<WallTime> = []
  private var newest: WallTime?
  private var handled: WallTime?

  var openCount: Int { open.count }

  mutating func begin(_ instant: WallTime) {
    open.insert(instant)
    newest = max(newest ?? instant, instant)
  }

  /// - Returns: up to where everything is handled now; nil where that can't be said.
  mutating func finish(_ instant: WallTime) -> WallTime? {
    open.remove(instant)
    waiting.remove(instant)
    handled = max(handled ?? instant, instant)
    guard let oldest = open.min(), let handled else { return handled }
    return min(oldest - .seconds(1), handled)
  }

  mutating func wait(_ instant: WallTime) { waiting.insert(instant) }

  /// Whether newer occurrences take the place of one that waits.
  func isReplaced(_ instant: WallTime, under policy: CatchUp) -> Bool {
    switch policy {
    case .none, .latest: newest.map { $0 > instant } ?? false
    case .all(let limit): waiting.count { $0 > instant } >= limit
    }
  }

  /// After the clock was set back, what is newest and handled is told anew.
  mutating func setBack() {
    newest = nil
    handled = nil
  }
}
