import EventLoops
import Manifests

/// Holds the queue of a target that fails, and tries it with single deliveries: circuit breaker and
/// brake in one.
///
///     closed ── too many failures in a row, or in the window ──→ open
///     open ── its time is over ──→ trial: one delivery, then two at once, then three…
///     trial ── one fails ──→ open, for twice as long
///     trial ── `provingCount` are well ──→ closed
///
/// What was under way when the phase changed tells nothing of the next one. While it is closed, no
/// more may be under way than may fail before it opens, until successes show that the target works.
struct Breaker: Sendable {
  /// What an attempt tells of its target.
  enum Sign: Sendable, Hashable {
    /// The delivery has succeeded.
    case well
    /// The target has answered that it does not want the delivery.
    case refused
    /// No usable answer, or one that says that the target is broken (5xx).
    case down
  }

  /// Names the phase in which an attempt began.
  struct Ticket: Sendable, Hashable {
    fileprivate let phaseNumber: Int
  }

  enum Change: Sendable, Hashable {
    case opened(time: Duration)
    case closed
  }

  private enum Phase {
    case closed
    case open(until: MonotonicTime)
    case trial(underWay: Int, proven: Int)
  }

  /// Deliveries that must be well before the queue goes on.
  static let provingCount = 5
  /// Deliveries of a window below which no share is made of them.
  static let fewest = 20
  /// How long others wait while single deliveries try the target.
  static let trialPause: Duration = .milliseconds(100)

  private let spec: BreakerSpec
  private var phase = Phase.closed
  private var phaseNumber = 0
  private var failuresInRow = 0
  /// How many successes have shown that the target can be given at once.
  private var shown: Int
  private var window: FailureWindow
  private var openings = 0
  /// Whether refusals are what has opened it.
  private var countsRefusals = false
  /// Why it is not closed, in words.
  private(set) var reason = ""

  init(_ spec: BreakerSpec) {
    self.spec = spec
    shown = spec.failures
    window = FailureWindow(spec.window)
  }

  var isClosed: Bool { if case .closed = phase { true } else { false } }
  /// When it lets the next delivery try; nil where it is not waiting for that.
  var opensAt: MonotonicTime? { if case .open(let time) = phase { time } else { nil } }

  /// How many queued attempts may be under way at once, one at least; what it holds is no attempt.
  var room: Int {
    guard isClosed else { return .max }
    return failuresInRow == 0 ? shown : min(shown, max(1, spec.failures - failuresInRow))
  }

  /// Until when a delivery has to wait; nil where it may go.
  mutating func hold(_ now: MonotonicTime) -> MonotonicTime? {
    switch phase {
    case .closed: return nil
    case .open(let time):
      if now < time { return time }
      enter(.trial(underWay: 0, proven: 0))
      return nil
    case .trial(let underWay, let proven):
      return underWay <= proven ? nil : now + Breaker.trialPause
    }
  }

  /// Notes that an attempt begins; what `hold` must have allowed.
  mutating func begin() -> Ticket {
    if case .trial(let underWay, let proven) = phase {
      phase = .trial(underWay: underWay + 1, proven: proven)
    }
    return Ticket(phaseNumber: phaseNumber)
  }

  /// Notes what an attempt has told.
  ///
  /// - Parameters:
  ///   - sign: nil where it tells nothing.
  ///   - underWay: the queued attempts at its end, this one included; 0 for a sync call.
  ///   - words: the failure for people; asked for only where it matters.
  mutating func end(
    _ ticket: Ticket, _ sign: Sign?, _ now: MonotonicTime, underWay: Int = 0,
    words: @autoclosure () -> String
  ) -> Change? {
    guard ticket.phaseNumber == phaseNumber else { return nil }
    switch phase {
    case .open: preconditionFailure("an attempt began while the breaker was open")
    case .closed:
      guard let sign else { return nil }
      adapt(sign, underWay: underWay)
      return note(sign, now, words)
    case .trial(let underWay, let proven):
      phase = .trial(underWay: underWay - 1, proven: proven)
      guard let sign else { return nil }
      if sign == .down || (sign == .refused && countsRefusals) {
        return open(now, reason)
      }
      guard proven + 1 >= Breaker.provingCount else {
        phase = .trial(underWay: underWay - 1, proven: proven + 1)
        return nil
      }
      close()
      return .closed
    }
  }

  /// Makes room for two more with each success, so that it has tripled after a round.
  private mutating func adapt(_ sign: Sign, underWay: Int) {
    if sign != .well {
      shown = max(spec.failures, shown - 1)
    } else if underWay > shown / 2 {
      // Room that nobody needs says nothing about more.
      shown += 2
    }
  }

  private mutating func note(
    _ sign: Sign, _ now: MonotonicTime, _ words: () -> String
  ) -> Change? {
    failuresInRow = sign == .down ? failuresInRow + 1 : 0
    window.add(isFailure: sign != .well, now)
    if failuresInRow >= spec.failures {
      countsRefusals = false
      let failures =
        failuresInRow == 1 ? "a failure" : "\(failuresInRow) failures in a row, the last"
      return open(now, "\(failures): \(words())")
    }
    guard sign != .well, window.count >= Breaker.fewest,
      window.failures * 100 >= window.count * spec.sharePercent
    else { return nil }
    countsRefusals = true
    let share = "\(window.failures) of \(window.count) deliveries failed"
    return open(now, "\(share) within \(spec.window.written), the last: \(words())")
  }

  private mutating func open(_ now: MonotonicTime, _ words: String) -> Change {
    let time = min(spec.time * (1 << openings), spec.maxTime)
    // 100 ms doubled sixteen times is more than the longest time there may be.
    openings = min(openings + 1, 16)
    reason = words
    enter(.open(until: now + time))
    return .opened(time: time)
  }

  private mutating func close() {
    self = Breaker(spec, phaseNumber: phaseNumber + 1)
  }

  private init(_ spec: BreakerSpec, phaseNumber: Int) {
    self.init(spec)
    self.phaseNumber = phaseNumber
  }

  private mutating func enter(_ new: Phase) {
    phase = new
    phaseNumber += 1
  }
}
