import EventLoops
import Synchronization

/// The queued deliveries of one version that may be under way at once, over all loops.
final class AdaptiveGate: Sendable {
  let gate: Gate
  private let state: Mutex<AdaptiveLimit>

  init(_ range: ClosedRange<Int>) {
    gate = Gate(limit: range.lowerBound)
    state = Mutex(AdaptiveLimit(range))
  }

  var range: ClosedRange<Int> { state.withLock(\.range) }
  var limit: Int { state.withLock(\.limit) }

  /// Notes the end of an attempt that has not left the gate yet.
  func note(_ sign: AdaptiveLimit.Sign, startedAt: MonotonicTime, _ now: MonotonicTime) {
    state.withLock { state in
      let before = state.limit
      state.note(sign, startedAt: startedAt, now, underWay: gate.count)
      if state.limit != before { gate.setLimit(state.limit) }
    }
  }

  /// Why deliveries wait, for people; nil where none has to.
  var hold: String? {
    let (limit, most) = state.withLock { ($0.limit, $0.range.upperBound) }
    guard limit < most, gate.isFull else { return nil }
    return "given \(limit) at once, of at most \(most)"
  }
}
