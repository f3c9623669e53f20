import EventLoops
import Instants
import Manifests

/// How many retries may go: a share of the first attempts, and a floor besides.
///
/// What the floor brings is saved up for ten seconds, what first attempts bring for five, or for as
/// long as retries wait. Who has to wait comes again when there will be enough, as far as the first
/// attempts of late tell; a time that was too late is another retry's gain, never lost.
struct RetryBudget: Sendable {
  /// Nobody is put off for longer.
  static let horizon: Duration = .seconds(20)
  /// For how long first attempts count among those of late.
  private static let memory = 5.0
  /// A retry goes a little early rather than be put off again.
  private static let price = 0.99

  private let share: Double
  private let floorPerSecond: Double
  /// Tokens of the floor that are saved up.
  private let most: Double
  private var tokens: Double
  private var filledAt: MonotonicTime?
  /// First attempts of late, each second.
  private var firstsPerSecond = 0.0
  private var firstAt = MonotonicTime(nanoseconds: 0)
  /// When the last of those that wait comes again.
  private var tail = MonotonicTime(nanoseconds: 0)
  /// The newest event that waits, or has.
  private var newest = WallTime(nanosecondsSinceEpoch: .min)

  init(_ spec: RetryBudgetSpec) {
    share = Double(spec.sharePercent) / 100
    floorPerSecond = Double(spec.floor.limit) / Double(spec.floor.period.seconds)
    most = Double(spec.floor.burst)
    tokens = most
  }

  func isWaitedFor(_ now: MonotonicTime) -> Bool { tail > now }

  /// Notes a first attempt.
  mutating func add(_ now: MonotonicTime) {
    fill(now)
    tokens += share
    firstsPerSecond = rate(now) + 1 / RetryBudget.memory
    firstAt = max(firstAt, now)
  }

  /// Takes a token for a retry.
  ///
  /// - Returns: nil where it may go, else when it is to ask again.
  mutating func claim(acceptedAt: WallTime, _ now: MonotonicTime) -> MonotonicTime? {
    fill(now)
    let isNext = acceptedAt <= newest || !isWaitedFor(now) || tokens > most
    if isNext, tokens >= RetryBudget.price {
      tokens -= 1
      return nil
    }
    let income = floorPerSecond + share * rate(now)
    let slot = max(tail + .seconds(1 / income), now + .seconds(max(0, 1 - tokens) / income))
    guard slot - now <= RetryBudget.horizon else { return now + RetryBudget.horizon / 2 }
    tail = slot
    newest = max(newest, acceptedAt)
    return slot
  }

  private mutating func fill(_ now: MonotonicTime) {
    defer { filledAt = max(filledAt ?? now, now) }
    guard let filledAt, now > filledAt else { return }
    let new = tokens + floorPerSecond * seconds(from: filledAt, to: now)
    let kept = most + share * rate(now) * RetryBudget.memory
    tokens = isWaitedFor(now) ? new : min(new, kept)
  }

  private func rate(_ now: MonotonicTime) -> Double {
    firstsPerSecond * max(0, 1 - seconds(from: firstAt, to: now) / RetryBudget.memory)
  }

  private func seconds(from start: MonotonicTime, to end: MonotonicTime) -> Double {
    Double(max(0, (end - start).wholeNanoseconds)) / 1_000_000_000
  }
}
