import EventLoops
import Synchronization

/// Ends the waits of those who are to stop: raised once, it stays raised.
final class StopSignal: Sendable {
  private struct State {
    var isRaised = false
    var sleepers: [ObjectIdentifier: Sleeper] = [:]
  }

  private let state = Mutex(State())

  var isRaised: Bool { state.withLock { $0.isRaised } }

  /// Ends all waits, those to come too; from any thread.
  func raise() {
    let sleepers = state.withLock { state in
      state.isRaised = true
      defer { state.sleepers = [:] }
      return state.sleepers.values
    }
    for sleeper in sleepers { sleeper.fire() }
  }

  /// Suspends for a time, less where this is raised.
  func pause(for duration: Duration, on clock: some CronClock) async {
    let sleeper = Sleeper()
    let isRaised = state.withLock { state in
      if !state.isRaised { state.sleepers[ObjectIdentifier(sleeper)] = sleeper }
      return state.isRaised
    }
    if isRaised { return }
    clock.wake(sleeper, after: duration)
    await sleeper.wait()
    state.withLock { _ = $0.sleepers.removeValue(forKey: ObjectIdentifier(sleeper)) }
  }
}
