import EventLoops
import Synchronization

/// Something that ends waits early: raised once, it stays raised.
final class Interruption: Sendable {
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
      return state.sleepers
    }
    for sleeper in sleepers.values { sleeper.fire() }
  }

  /// Suspends until the sleeper is fired by somebody, or this is raised.
  func wait(_ sleeper: Sleeper) async {
    let isRaised = state.withLock { state in
      if !state.isRaised { state.sleepers[ObjectIdentifier(sleeper)] = sleeper }
      return state.isRaised
    }
    if isRaised { return }
    await sleeper.wait()
    state.withLock { $0.sleepers[ObjectIdentifier(sleeper)] = nil }
  }

  /// Suspends for `duration`, less where this is raised; call it on the loop.
  func sleep(for duration: Duration, on loop: EventLoop) async {
    let sleeper = Sleeper()
    loop.wake(sleeper, at: loop.now + duration)
    await wait(sleeper)
  }
}
