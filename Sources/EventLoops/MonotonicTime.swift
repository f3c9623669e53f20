import CLinux
import Instants

/// A point on the clock that never steps: nanoseconds since some start, suspended time not counted.
///
/// Source: clock_gettime(2), `CLOCK_MONOTONIC`.
package struct MonotonicTime: Sendable, Hashable, Comparable {
  package var nanoseconds: UInt64

  package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// A point that is never reached: the deadline of what may take forever.
  package static let never = MonotonicTime(nanoseconds: .max)

  /// The clock, read now; on a loop prefer `EventLoop.now`, which is read once a turn.
  package static func read() -> MonotonicTime {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(
      nanoseconds: UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec))
  }

  package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// Later by `duration`; a duration below zero counts as zero, one beyond the clock as `never`.
  package static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
    let (sum, overflow) = time.nanoseconds.addingReportingOverflow(
      UInt64(max(0, duration.wholeNanoseconds)))
    return overflow ? .never : MonotonicTime(nanoseconds: sum)
  }

  /// The time from `earlier` to `later`; negative where they stand the other way round.
  package static func - (later: MonotonicTime, earlier: MonotonicTime) -> Duration {
    .nanoseconds(Int64(bitPattern: later.nanoseconds &- earlier.nanoseconds))
  }
}

extension MonotonicTime {
  /// Nanoseconds from `earlier` to this time; negative where they stand the other way round.
  package func nanoseconds(since earlier: MonotonicTime) -> Int64 {
    Int64(bitPattern: nanoseconds &- earlier.nanoseconds)
  }
}

extension WallTime {
  /// The clock of the system, read now.
  package static var now: WallTime {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return WallTime(
      nanosecondsSinceEpoch: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
  }
}
