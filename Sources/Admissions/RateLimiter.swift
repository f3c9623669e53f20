import Instants
import Manifests
import Synchronization

/// How much each sender of one source has left, for all loops together.
///
/// Each sender has a bucket of tokens that fills up again evenly. What is kept of it is one time:
/// when its bucket would be full (the generic cell rate algorithm). Senders beyond `maxSenders` push
/// out the one that was silent longest, so that memory is bounded.
final class RateLimiter: Sendable {
  /// Senders that are told apart at the same time.
  static let maxSenders = 10_000

  /// Nanoseconds in which one token comes.
  private let interval: Int64
  /// Nanoseconds that an empty bucket takes to be full.
  private let fillTime: Int64
  private let state: Mutex<RecentTable>

  init(_ spec: RateSpec) {
    interval = max(1, Int64(spec.period.seconds) * 1_000_000_000 / Int64(spec.limit))
    fillTime = interval * Int64(spec.burst)
    state = Mutex(RecentTable(capacity: RateLimiter.maxSenders))
  }

  /// Senders that are known now.
  var senderCount: Int { state.withLock { $0.count } }

  /// Takes a token of a sender's bucket.
  ///
  /// - Returns: nil where there was one, else the seconds until there is one, at least 1.
  func secondsToWait(for sender: UInt64, at now: WallTime) -> Int? {
    let now = now.nanosecondsSinceEpoch
    return state.withLock { table in
      // A clock that was set back must not leave a bucket empty for long.
      let known = table[sender].map { min($0, now + fillTime) } ?? now
      let full = max(known, now) + interval
      let excess = full - now - fillTime
      guard excess > 0 else {
        table[sender] = full
        return nil
      }
      table[sender] = known
      return Int((excess + 999_999_999) / 1_000_000_000)
    }
  }
}
