import EventLoops
import Instants
import Manifests

/// Whether deliveries to one version may be attempted now: a pure value.
struct Regulation: Sendable {
  /// What a delivery waits for.
  enum Hold: String, Sendable, Hashable, CaseIterable {
    case breaker, rate, budget
    /// As many as there may be are under way to the host of its callback.
    case host
  }

  enum Admission: Sendable, Hashable {
    /// Where there is a ticket, `end` must be told what became of the attempt.
    case go(Breaker.Ticket?)
    case hold(Hold, until: MonotonicTime)
  }

  private(set) var breaker: Breaker?
  private(set) var rate: Pace?
  private(set) var budget: RetryBudget?

  /// nil where nothing is to be regulated.
  init?(_ spec: VersionSpec) {
    guard spec.breaker != nil || spec.rate != nil || spec.retryBudget != nil else { return nil }
    breaker = spec.breaker.map { Breaker($0) }
    rate = spec.rate.map { Pace($0) }
    budget = spec.retryBudget.map { RetryBudget($0) }
  }

  mutating func admit(isRetry: Bool, acceptedAt: WallTime, _ now: MonotonicTime) -> Admission {
    if let time = breaker?.hold(now) { return .hold(.breaker, until: time) }
    if let time = rate?.claim(acceptedAt: acceptedAt, now) { return .hold(.rate, until: time) }
    if isRetry {
      if let time = budget?.claim(acceptedAt: acceptedAt, now) {
        rate?.giveBack()
        return .hold(.budget, until: time)
      }
    } else {
      budget?.add(now)
    }
    return .go(breaker?.begin())
  }

  /// Admits a call whose sender does not wait.
  mutating func admitNow(isBreaking: Bool, _ now: MonotonicTime) -> Admission {
    if isBreaking, let time = breaker?.hold(now) { return .hold(.breaker, until: time) }
    if let wait = rate?.take(now) { return .hold(.rate, until: now + wait) }
    return .go(isBreaking ? breaker?.begin() : nil)
  }

  mutating func end(
    _ ticket: Breaker.Ticket, _ sign: Breaker.Sign?, _ now: MonotonicTime, underWay: Int = 0,
    words: @autoclosure () -> String
  ) -> Breaker.Change? {
    breaker?.end(ticket, sign, now, underWay: underWay, words: words())
  }
}
