import EventLoops
import Instants

/// The two clocks that a schedule needs.
package protocol CronClock: Sendable {
  func read() -> ClockReading
  /// Fires the sleeper after a time; called where the source runs.
  func wake(_ sleeper: Sleeper, after duration: Duration)
}

/// What the clocks show at one moment.
package struct ClockReading: Sendable, Hashable {
  /// The civil clock, which may be set forward and back.
  package var wall: WallTime
  /// A clock that only runs on, and stands still while the machine is suspended.
  package var uptime: Duration

  package init(wall: WallTime, uptime: Duration) {
    self.wall = wall
    self.uptime = uptime
  }
}
