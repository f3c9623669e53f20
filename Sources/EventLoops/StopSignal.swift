import Synchronization

/// Ends the waits of those who are to stop: raised once, it stays raised, unlike a `Signal`.
package final class StopSignal: Sendable {
  private struct State {
    var isRaised = false
    var sleepers: [ObjectIdentifier: Sleeper] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  package var isRaised: Bool { state.withLock { $0.isRaised } }

  /// Ends all waits, those to come too; from any thread.
  package func raise() {
    let sleepers = state.withLock { state in
      state.isRaised = true
      defer { state.sleepers = [:] }
      return state.sleepers
    }
    for sleeper in sleepers.values { sleeper.fire() }
  }

  /// Suspends until the sleeper is fired by somebody, or this is raised.
  package func wait(_ sleeper: Sleeper) async {
    let isRaised = state.withLock { state in
      if !state.isRaised { state.sleepers[ObjectIdentifier(sleeper)] = sleeper }
      return state.isRaised
    }
    if isRaised { return }
    await sleeper.wait()
    state.withLock { $0.sleepers[ObjectIdentifier(sleeper)] = nil }
  }

  /// Suspends for `duration`, less where this is raised; call it on the loop.
  package func sleep(for duration: Duration, on loop: EventLoop) async {
    if isRaised { return }
    let sleeper = Sleeper()
    loop.wake(sleeper, at: loop.now + duration)
    await wait(sleeper)
  }
}
