import EventLoops
import Instants
import Manifests
import Synchronization

/// The regulation of one version, over all loops.
final class Regulator: Sendable {
  /// The queued attempts that the breaker allows at once; nil where there is none.
  let gate: Gate?
  private let spec: VersionSpec
  private let state: Mutex<Regulation>

  /// nil where nothing is to be regulated.
  init?(_ spec: VersionSpec) {
    guard let regulation = Regulation(spec) else { return nil }
    self.spec = spec
    gate = regulation.breaker.map { Gate(limit: $0.room) }
    state = Mutex(regulation)
  }

  /// Whether it does what is asked for there, so that its state may stay.
  func isSame(as other: VersionSpec) -> Bool {
    spec.breaker == other.breaker && spec.rate == other.rate
      && spec.retryBudget == other.retryBudget && spec.target == other.target
  }

  func admit(isRetry: Bool, acceptedAt: WallTime, _ now: MonotonicTime) -> Regulation.Admission {
    state.withLock { $0.admit(isRetry: isRetry, acceptedAt: acceptedAt, now) }
  }

  func admitNow(_ now: MonotonicTime) -> Regulation.Admission {
    let isBreaking = spec.breaker?.isSync == true
    return state.withLock { $0.admitNow(isBreaking: isBreaking, now) }
  }

  func end(
    _ ticket: Breaker.Ticket, _ sign: Breaker.Sign?, _ now: MonotonicTime,
    words: @autoclosure () -> String
  ) -> Breaker.Change? {
    state.withLock { state in
      let room = state.breaker?.room
      let change = state.end(ticket, sign, now, underWay: gate?.count ?? 0, words: words())
      if let new = state.breaker?.room, new != room { gate?.setLimit(new) }
      return change
    }
  }

  /// 1 while the queue is held or tried with single deliveries; nil where there is no breaker.
  var isBroken: Bool? { state.withLock { $0.breaker.map { !$0.isClosed } } }

  /// Why deliveries wait, for people; none where none has to.
  func holds(_ now: MonotonicTime) -> [String] {
    let regulation = state.withLock { $0 }
    var words: [String] = []
    if let breaker = regulation.breaker, !breaker.isClosed {
      let rest = breaker.opensAt.map { max(.zero, $0 - now) } ?? .zero
      let phase =
        rest > .zero ? "held for \(rest.roundedUp.written)" : "tried with single deliveries"
      words.append("\(phase): \(breaker.reason)")
    } else if let room = regulation.breaker?.room, gate?.isFull == true {
      words.append("given \(room) at once until they succeed")
    }
    if let rate = regulation.rate, let wait = rate.longestWait(now) {
      words.append("at its rate of \(rate.spec.written), with \(wait.roundedUp.written) to wait")
    }
    if let budget = regulation.budget, budget.isWaitedFor(now), let spec = spec.retryBudget {
      words.append(
        "at its retry budget: \(spec.sharePercent)% of first attempts and "
          + spec.floor.written)
    }
    return words
  }
}

extension Duration {
  /// In whole seconds, at least one.
  var roundedUp: Duration {
    .seconds(max(1, (wholeNanoseconds + 999_999_999) / 1_000_000_000))
  }
}
