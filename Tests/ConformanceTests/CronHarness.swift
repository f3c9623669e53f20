import Connectors
import CronConnector
import EventLoops
import Instants
import Routing
import Schedules
import Synchronization
import TestSupport

/// A simulated clock that steps from one occurrence to the next; acknowledged is what is marked.
final class CronHarness: ConnectorHarness {
  private let clock: SteppedClock
  private let marks: CountedMarks

  init() async throws {
    clock = SteppedClock()
    marks = CountedMarks(clock.start)
  }

  func makeConnector(sink: any EventSink, loop: EventLoop) async throws -> any Connector {
    let settings = CronSource(
      name: SourceName(unchecked: "tick"), schedule: try Schedule("0 * * * *"),
      catchUp: .all(limit: 10))
    return CronTicker(settings, sink: sink, clock: clock, marks: marks)
  }

  func emit() async throws { await clock.advance(.seconds(3_600)) }

  func acknowledged() async throws -> Int { marks.settled }

  /// Redelivery waits seconds of the simulated clock.
  func letTimePass() async { await clock.advance(.seconds(1)) }
}

/// Clocks that the test moves, each time after somebody has gone to sleep by them.
private final class SteppedClock: CronClock {
  private struct State {
    var reading: ClockReading
    var sleepers: [(deadline: Duration, sleeper: Sleeper)] = []
  }

  let start = WallTime(nanosecondsSinceEpoch: 1_800_000_000 * 1_000_000_000)
  private let state: Mutex<State>

  init() { state = Mutex(State(reading: ClockReading(wall: start, uptime: .seconds(100)))) }

  func read() -> ClockReading { state.withLock { $0.reading } }

  func wake(_ sleeper: Sleeper, after duration: Duration) {
    state.withLock { $0.sleepers.append(($0.reading.uptime + duration, sleeper)) }
  }

  func advance(_ duration: Duration) async {
    _ = await poll {
      self.state.withLock { $0.sleepers.count }
    } until: {
      $0 > 0
    }
    let due = state.withLock { state in
      state.reading.uptime += duration
      state.reading.wall = state.reading.wall + duration
      let now = state.reading.uptime
      defer { state.sleepers.removeAll { $0.deadline <= now } }
      return state.sleepers.filter { $0.deadline <= now }
    }
    for entry in due { entry.sleeper.fire() }
  }
}

/// Marks in memory that count the occurrences they pass: one an hour.
private final class CountedMarks: CronMarks {
  private let start: WallTime
  private let mark: Mutex<WallTime>

  init(_ start: WallTime) {
    self.start = start
    mark = Mutex(start)
  }

  var settled: Int { Int((mark.withLock { $0 } - start).components.seconds) / 3_600 }

  func last(for source: SourceName) async -> WallTime? { mark.withLock { $0 } }

  func record(_ new: WallTime, for source: SourceName) async { mark.withLock { $0 = new } }
}
