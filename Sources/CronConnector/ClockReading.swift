import Instants

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
