import Instants
import Routing

/// What became of a leased delivery.
package struct Settlement: Sendable, Hashable {
  package enum Fate: Sendable, Hashable {
    /// It has ended and leaves the queue: success, or a failure that nobody wants kept.
    case done
    /// One more attempt has failed; the next is due then.
    case retry(attempts: Int, at: WallTime)
    /// It has failed for good and is kept as a dead letter; `holdsLine` lets those that go after it
    /// wait until that is redriven or purged.
    case dead(attempts: Int, status: Int?, reason: String, holdsLine: Bool = false)
    /// It was not attempted after all; it is ready again at once.
    case release
    /// It may not be attempted yet; it is ready again then, or after a restart.
    case hold(until: WallTime)
    /// It was not attempted, for its function or association is paused; it is ready again when that
    /// has ended.
    case park(AssociationName?)

    /// Whether it must be on the disk before it takes effect.
    var waitsForDisk: Bool {
      switch self {
      case .retry, .dead: true
      case .done, .release, .hold, .park: false
      }
    }
  }

  package var token: Int64
  package var fate: Fate
  /// What is left behind where it ends (`done`, `dead`).
  package var aftermath: Aftermath?

  package init(token: Int64, fate: Fate, aftermath: Aftermath? = nil) {
    self.token = token
    self.fate = fate
    self.aftermath = aftermath
  }

  /// Whether it must be written before it takes effect.
  var isDurable: Bool { fate.waitsForDisk || aftermath != nil }
}
