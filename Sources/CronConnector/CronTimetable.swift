import Instants
import Schedules

/// Decides what is due: a value that is shown the clocks again and again.
///
/// Lateness is not a jump: what came due while the router was busy fires, up to a minute late.
/// A jump is a civil clock that went on further than the one that only runs on: the clock was set,
/// or the machine was suspended. What was jumped over falls under the source's `catchUp`. After a
/// clock was set back, occurrences that fired do not fire again.
struct CronTimetable: Sendable {
  /// The longest time between two looks at the clocks, which is how late a set clock is noticed.
  static let longestWait = Duration.seconds(1)
  /// How late an occurrence may fire that was not jumped over.
  static let longestLateness = Duration.seconds(60)
  /// How far the clocks may part between two looks without being called a jump.
  static let jumpTolerance = Duration.seconds(1)
  /// A mark further ahead than this was made by a wrong clock and does not count.
  static let longestLead = Duration.seconds(86_400)

  private let source: CronSource
  /// Every occurrence up to here has been looked at.
  private var cursor: WallTime
  private var reading: ClockReading
  private var fired = FiredSpans()
  /// Whether what lies before now was missed by a router that did not run.
  private var isStarting: Bool
  /// The first occurrence after `cursor` that has not fired; nil where there is none.
  private(set) var next: Occurrence?

  /// - Parameter mark: up to where everything was handled before the start; nil means up to now.
  init(_ source: CronSource, at reading: ClockReading, mark: WallTime?) {
    self.source = source
    self.reading = reading
    isStarting = mark.map { $0 <= reading.wall } ?? false
    cursor = isStarting ? mark ?? reading.wall : reading.wall
    if let mark, mark > reading.wall, mark - reading.wall <= Self.longestLead {
      fired.add(after: reading.wall, through: mark)
    }
    next = nextUnfired()
  }

  /// What a look at the clocks shows.
  struct Turn: Sendable, Hashable {
    /// What was jumped over and is to run, the oldest first.
    var catchUp: [Occurrence] = []
    /// What is due, the oldest first.
    var due: [Occurrence] = []
    /// Whether occurrences were jumped over that do not run.
    var letsGo = false
    /// Whether the clock was set back.
    var isSetBack = false
  }

  mutating func look(_ now: ClockReading) -> Turn {
    let step = (now.wall - reading.wall) - (now.uptime - reading.uptime)
    let isJump = isStarting || step > Self.jumpTolerance
    reading = now
    isStarting = false
    var turn = Turn()
    guard now.wall >= cursor else {
      turn.isSetBack = step < .zero - Self.jumpTolerance
      cursor = now.wall
      next = nextUnfired()
      return turn
    }
    guard let first = next, first.utc <= now.wall else {
      fired.add(after: cursor, through: now.wall)
      cursor = now.wall
      return turn
    }
    let split = isJump ? now.wall : max(cursor, now.wall - Self.longestLateness)
    turn.catchUp = caughtUp(through: split)
    turn.due = source.schedule.occurrences(
      after: split, through: now.wall, limit: 100, in: source.zone, dst: source.dst
    ).filter { fired.end(of: $0.utc) == nil }
    turn.letsGo = first.utc <= split && turn.catchUp.first != first
    let covered = turn.catchUp.first.map { $0.utc - .nanoseconds(1) } ?? split
    fired.add(after: first.utc <= split ? covered : cursor, through: now.wall)
    cursor = now.wall
    next = nextUnfired()
    return turn
  }

  /// How long to wait before the next look.
  var wait: Duration {
    guard let next else { return Self.longestWait }
    return min(max(next.utc - reading.wall, .milliseconds(1)), Self.longestWait)
  }

  /// Those that the source catches up with, of what was jumped over.
  private func caughtUp(through end: WallTime) -> [Occurrence] {
    let limit: Int
    switch source.catchUp {
    case .none: return []
    case .latest: limit = 1
    case .all(let most): limit = most
    }
    return source.schedule.latestOccurrences(
      after: cursor, through: end, limit: limit, in: source.zone, dst: source.dst
    ).filter { fired.end(of: $0.utc) == nil }
  }

  private func nextUnfired() -> Occurrence? {
    var instant = cursor
    while let found = source.schedule.next(after: instant, in: source.zone, dst: source.dst) {
      guard let end = fired.end(of: found.utc) else { return found }
      instant = end
    }
    return nil
  }
}
