import EventLoops
import Instants
import Manifests
import Synchronization

/// The pace of one association's deliveries, over all loops.
final class AssociationPace: Sendable {
  let spec: PaceSpec
  private let state: Mutex<Pace>

  init(_ spec: PaceSpec) {
    self.spec = spec
    state = Mutex(Pace(spec))
  }

  /// - Returns: nil where an event that can wait may go, else when it is to ask again.
  func claim(acceptedAt: WallTime, _ now: MonotonicTime) -> MonotonicTime? {
    state.withLock { $0.claim(acceptedAt: acceptedAt, now) }
  }

  /// - Returns: nil where a call may go, else how long it would have to wait.
  func take(_ now: MonotonicTime) -> Duration? { state.withLock { $0.take(now) } }

  /// Takes back that a delivery has gone.
  func giveBack() { state.withLock { $0.giveBack() } }

  /// Why deliveries wait, for people; nil where none has to.
  func hold(_ now: MonotonicTime) -> String? {
    state.withLock { $0.longestWait(now) }.map {
      "at its rate of \(spec.written), with \($0.roundedUp.written) to wait"
    }
  }
}
