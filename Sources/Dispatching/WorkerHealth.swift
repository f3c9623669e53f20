import EventLoops
import Manifests

/// Whether a worker gets events: what invocations and probes have told of it.
///
/// It is left out after failures in a row, the longer the more often; then it is tried again, and
/// one more failure leaves it out anew, one success makes it as good as new.
struct WorkerHealth: Sendable {
  private var downUntil = MonotonicTime(nanoseconds: 0)
  /// Whether the last thing heard of it is that it can't be reached.
  private var lacksConnection = false
  private var failuresInRow = 0
  private var ejections = 0

  /// Whether it has been left out, and has not been well since.
  var isOnTrial: Bool { ejections > 0 }

  func isUp(at now: MonotonicTime) -> Bool { downUntil <= now }

  /// Whether it is left out and nothing that was sent can be in work there.
  func isUnreachable(at now: MonotonicTime) -> Bool { lacksConnection && !isUp(at: now) }

  mutating func note(_ outcome: WorkerOutcome, at now: MonotonicTime, _ policy: EjectionPolicy) {
    lacksConnection = outcome == .unreachable
    switch outcome {
    case .well: self = WorkerHealth()
    case .failed:
      failuresInRow += 1
      if failuresInRow >= policy.spec.failures { eject(at: now, policy) }
    case .unreachable: eject(at: now, policy)
    }
  }

  private mutating func eject(at now: MonotonicTime, _ policy: EjectionPolicy) {
    // What was under way when it was left out tells nothing new.
    guard isUp(at: now) else { return }
    failuresInRow = policy.spec.failures
    let time = min(policy.spec.time * (1 << ejections), policy.spec.maxTime)
    downUntil = policy.isProbed ? .never : now + time
    // 100 ms doubled sixteen times is more than the longest time there may be.
    ejections = min(ejections + 1, 16)
  }
}
