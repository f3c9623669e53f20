import Deliveries
import EventLoops

/// How many deliveries a function gets at once, found out by trying: a pure value.
///
/// It doubles with each round until the function shows that it has enough; then it grows by one a
/// round while the answers come no slower, and is halved when the function can't keep up, at most
/// once for what was under way together (additive increase, multiplicative decrease).
struct AdaptiveLimit: Sendable {
  /// What an attempt tells of the function's load.
  enum Sign: Sendable, Hashable {
    case fine
    /// 429, 503, or no answer in time.
    case overloaded

    /// nil where a result tells nothing.
    init?(_ result: AttemptResult) {
      switch result.cause {
      case .answer(429), .answer(503), .timeout: self = .overloaded
      case .answer where result.kind == .delivered: self = .fine
      case .answer, .unreachable, .failure: return nil
      }
    }
  }

  let range: ClosedRange<Int>
  private var exact: Double
  private var isStarting = true
  private var halvedAt = MonotonicTime(nanoseconds: 0)
  /// The time of an answer, of late and at its best, in nanoseconds.
  private var recent: Double?
  private var best: Double = 0

  /// How much slower answers may become before it grows no more.
  private static let slackFactor = 1.5
  /// Differences below this are noise: 1 ms.
  private static let slackNanoseconds = 1_000_000.0

  init(_ range: ClosedRange<Int>) {
    self.range = range
    exact = Double(range.lowerBound)
  }

  /// Within `range`.
  var limit: Int { Int(exact) }

  /// Notes the end of an attempt.
  ///
  /// - Parameter underWay: how many there were at the end, this one included.
  mutating func note(
    _ sign: Sign, startedAt: MonotonicTime, _ now: MonotonicTime, underWay: Int
  ) {
    switch sign {
    case .overloaded:
      guard startedAt >= halvedAt else { return }
      exact = max(exact / 2, Double(range.lowerBound))
      isStarting = false
      halvedAt = now
    case .fine:
      measure(Double(now.nanoseconds(since: startedAt)))
      // A limit that nobody reaches says nothing about a higher one.
      guard underWay * 2 > limit else { return }
      if isSlow { isStarting = false } else { grow() }
    }
  }

  private var isSlow: Bool {
    guard let recent else { return false }
    return recent > best * AdaptiveLimit.slackFactor + AdaptiveLimit.slackNanoseconds
  }

  private mutating func measure(_ time: Double) {
    let smooth = recent.map { $0 + (time - $0) / 8 } ?? time
    // The best is forgotten slowly: a function may have become another one.
    best = recent == nil || smooth < best ? smooth : best + (smooth - best) / 512
    recent = smooth
  }

  private mutating func grow() {
    exact = min(exact + (isStarting ? 1 : 1 / exact), Double(range.upperBound))
  }
}
