import EventLoops

/// The two clocks that a schedule needs.
package protocol CronClock: Sendable {
  func read() -> ClockReading
  /// Fires the sleeper after a time; called where the source runs.
  func wake(_ sleeper: Sleeper, after duration: Duration)
}
