import CloudEvents
import Connectors
import CronConnector
import EventLoops
import Instants
import Routing
import Schedules
import Synchronization
import Testing

func instant(_ text: String) throws -> WallTime {
  try #require(WallTime(rfc3339: text), "\(text) is no instant")
}

func cronSource(
  _ expression: String, catchUp: CatchUp = .none, payload: [UInt8]? = nil
) throws -> CronSource {
  CronSource(
    name: SourceName(unchecked: "nightly"), schedule: try Schedule(expression), payload: payload,
    catchUp: catchUp)
}

/// Clocks that a test moves.
final class FakeClock: CronClock {
  private struct State {
    var reading: ClockReading
    var sleepers: [(deadline: Duration, sleeper: Sleeper)] = []
    var waits: [Duration] = []
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state: Mutex<State>

  init(_ start: String) throws {
    state = Mutex(State(reading: ClockReading(wall: try instant(start), uptime: .seconds(100))))
  }

  /// How long each sleeper was to wait.
  var waits: [Duration] { state.withLock { $0.waits } }

  func read() -> ClockReading { state.withLock { $0.reading } }

  func wake(_ sleeper: Sleeper, after duration: Duration) {
    state.withLock { state in
      state.waits.append(duration)
      state.sleepers.append((state.reading.uptime + duration, sleeper))
      state.watchers.removeAll { watcher in
        guard state.sleepers.count >= watcher.count else { return false }
        watcher.continuation.resume()
        return true
      }
    }
  }

  /// Lets time pass, and the civil clock step by `step` meanwhile.
  func advance(_ duration: Duration, step: Duration = .zero) {
    let due = state.withLock { state in
      state.reading.uptime += duration
      state.reading.wall = state.reading.wall + duration + step
      let now = state.reading.uptime
      defer { state.sleepers.removeAll { $0.deadline <= now } }
      return state.sleepers.filter { $0.deadline <= now }
    }
    for entry in due { entry.sleeper.fire() }
  }

  /// Returns once that many are asleep.
  func sleeping(_ count: Int) async {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.sleepers.count >= count {
          continuation.resume()
        } else {
          state.watchers.append((count, continuation))
        }
      }
    }
  }

  /// Lets seconds pass one by one, each time after that many have gone to sleep.
  func pass(seconds: Int, sleepers: Int = 1) async {
    for _ in 0..<seconds {
      await sleeping(sleepers)
      advance(.seconds(1))
    }
  }
}

/// Hands each event to the test, which says what becomes of it.
final class FakeSink: EventSink {
  struct Offer: Sendable {
    var event: CloudEvent
    var source: SourceName
    fileprivate var continuation: CheckedContinuation<Receipt, Never>

    func answer(_ verdict: Receipt.Verdict) {
      continuation.resume(returning: Receipt(verdict: verdict))
    }
  }

  private struct State {
    var offers: [Offer] = []
    var watcher: CheckedContinuation<Offer, Never>?
  }

  private let state = Mutex(State())

  /// The next event that is offered.
  func next() async -> Offer {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.offers.isEmpty {
          state.watcher = continuation
        } else {
          continuation.resume(returning: state.offers.removeFirst())
        }
      }
    }
  }

  func accept(_ arrival: consuming Arrival) async -> Receipt {
    let event = arrival.event
    let source = arrival.source
    return await withCheckedContinuation { continuation in
      let offer = Offer(event: event, source: source, continuation: continuation)
      state.withLock { state in
        if let watcher = state.watcher {
          state.watcher = nil
          watcher.resume(returning: offer)
        } else {
          state.offers.append(offer)
        }
      }
    }
  }
}

/// Takes everything.
final class SettlingSink: EventSink {
  let ids: AsyncStream<String>
  private let stream: AsyncStream<String>.Continuation

  init() { (ids, stream) = AsyncStream.makeStream() }

  func accept(_ arrival: consuming Arrival) async -> Receipt {
    stream.yield(arrival.event.id)
    return Receipt(verdict: .settled)
  }
}

/// Marks in memory, with what was recorded in its order.
final class FakeMarks: CronMarks {
  private struct State {
    var recorded: [WallTime] = []
    var asked = 0
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let first: WallTime?
  private let state = Mutex(State())

  init(_ mark: WallTime? = nil) { first = mark }

  var recorded: [String] { state.withLock { $0.recorded.map(\.rfc3339) } }
  var asked: Int { state.withLock { $0.asked } }

  func last(for source: SourceName) async -> WallTime? {
    state.withLock { state in
      state.asked += 1
      return state.recorded.last ?? first
    }
  }

  func record(_ mark: WallTime, for source: SourceName) async {
    state.withLock { state in
      state.recorded.append(mark)
      state.watchers.removeAll { watcher in
        guard state.recorded.count >= watcher.count else { return false }
        watcher.continuation.resume()
        return true
      }
    }
  }

  /// Returns once that many were recorded.
  func recorded(_ count: Int) async -> [String] {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.recorded.count >= count {
          continuation.resume()
        } else {
          state.watchers.append((count, continuation))
        }
      }
    }
    return recorded
  }
}
