import EventLoops
import Instants

/// The clocks of the system, with the timers of a loop.
package struct LoopClock: CronClock {
  private let loop: EventLoop

  package init(_ loop: EventLoop) { self.loop = loop }

  /// Reads the clocks now: what the loop read at the start of its turn is too old to compare them.
  package func read() -> ClockReading {
    ClockReading(wall: .now, uptime: MonotonicTime.read() - MonotonicTime(nanoseconds: 0))
  }

  package func wake(_ sleeper: Sleeper, after duration: Duration) {
    loop.wake(sleeper, at: loop.now + duration)
  }
}
