import Instants
import Synchronization

/// A civil clock that stands still until it is told otherwise.
final class ManualClock: Sendable {
  private let time = Mutex(start)

  var now: WallTime { time.withLock { $0 } }

  func advance(by duration: Duration) {
    time.withLock { $0 = $0 + duration }
  }
}
