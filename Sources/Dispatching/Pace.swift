import EventLoops
import Instants
import Manifests

/// Who may go now where only so many may go in a time, and when the others come again.
///
/// A bucket of tokens that fills up evenly (the generic cell rate algorithm). Who finds none gets a
/// slot in the order of asking, up to a minute ahead; those for whom that is not enough come
/// together, the oldest first, when there are slots again. So nobody is overtaken for ever, and a
/// faster pace after a reload counts within the minute.
struct Pace: Sendable {
  /// Slots are given this far ahead.
  static let horizon: Duration = .seconds(60)
  /// How much too early who has a slot may come: clocks are read once a turn of a loop.
  private static let tolerance: Int64 = 5_000_000
  /// How much too late who has a slot may come, and delay nobody behind: 100 ms.
  private static let lateness: Int64 = 100_000_000

  let spec: PaceSpec
  /// Nanoseconds in which one token comes.
  private let interval: Int64
  /// Nanoseconds in which an empty bucket becomes full.
  private let fillTime: Int64
  /// When the bucket is full.
  private var fullAt: Int64 = 0
  /// The last slot that was given.
  private var tail: Int64 = 0
  /// The last slot that was given to one who had come at another, and found no token.
  private var secondTail: Int64 = 0
  /// The newest event that has a slot; newer ones have none.
  private var newest = WallTime(nanosecondsSinceEpoch: .min)
  /// Before this no slots are given.
  private var isClosedUntil: Int64 = 0

  init(_ spec: PaceSpec) {
    self.spec = spec
    interval = max(1, Int64(spec.period.seconds) * 1_000_000_000 / Int64(spec.limit))
    fillTime = interval * Int64(spec.burst)
  }

  /// How long the last of those that wait will wait; nil where nobody does.
  func longestWait(_ now: MonotonicTime) -> Duration? {
    let wait = max(tail, isClosedUntil) - Int64(now.nanoseconds)
    return wait > 0 ? .nanoseconds(wait) : nil
  }

  /// Takes a token.
  ///
  /// - Returns: nil where there was one, else the time until there is one.
  mutating func take(_ now: MonotonicTime) -> Duration? {
    take(Int64(now.nanoseconds)).map { .nanoseconds($0) }
  }

  private mutating func take(_ now: Int64) -> Int64? {
    let full = max(fullAt, now) + interval
    let wait = full - now - fillTime
    if wait > 0 { return wait }
    fullAt = full
    return nil
  }

  /// Takes a token for an event that can wait.
  ///
  /// - Returns: nil where it may go, else when it is to ask again.
  mutating func claim(acceptedAt: WallTime, _ now: MonotonicTime) -> MonotonicTime? {
    let now = Int64(now.nanoseconds)
    let hasSlot = acceptedAt <= newest
    if !hasSlot, now < isClosedUntil { return time(isClosedUntil) }
    var slot = tail + interval
    if hasSlot {
      guard let wait = takeLate(now) else { return nil }
      slot = max(secondTail + interval, now + wait)
    } else if tail + Pace.lateness <= now {
      guard let wait = take(now) else { return nil }
      slot = now + wait
    } else if slot <= now {
      // Who has a slot may be on the way.
      newest = max(newest, acceptedAt)
      return time(now + Pace.tolerance)
    }
    if slot - now > Pace.horizon.wholeNanoseconds {
      isClosedUntil = now + Pace.horizon.wholeNanoseconds / 2
      return time(isClosedUntil)
    }
    if hasSlot { secondTail = slot }
    tail = max(tail, slot)
    newest = max(newest, acceptedAt)
    return time(slot)
  }

  /// Takes a token for one who has a slot: as of the moment at which it was due, nearly.
  private mutating func takeLate(_ now: Int64) -> Int64? {
    let full = max(fullAt, now - Pace.lateness) + interval
    let wait = full - now - Pace.tolerance - fillTime
    if wait > 0 { return wait }
    fullAt = full
    return nil
  }

  /// Takes back that one has gone.
  mutating func giveBack() { fullAt -= interval }

  private func time(_ nanoseconds: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: UInt64(max(0, nanoseconds)))
  }
}
