import Synchronization

/// A wake-up that is not lost: raised before anybody waits, it fires the next who does.
package final class Signal: Sendable {
  private enum State {
    case quiet
    case raised
    case armed(Sleeper)
  }

  private let state = Mutex<State>(.quiet)

  package init() {}

  /// Fires the sleeper when raised next, or now where it was raised since the last time.
  package func arm(_ sleeper: Sleeper) {
    let isRaised = state.withLock { state in
      if case .raised = state {
        state = .quiet
        return true
      }
      state = .armed(sleeper)
      return false
    }
    if isRaised { sleeper.fire() }
  }

  /// Takes the sleeper back that waited for something else too, so that the next `raise` is not
  /// spent on it.
  package func disarm(_ sleeper: Sleeper) {
    state.withLock { state in
      if case .armed(let armed) = state, armed === sleeper { state = .quiet }
    }
  }

  /// Wakes whoever is armed, or the next who arms; from any thread.
  package func raise() {
    let sleeper = state.withLock { state -> Sleeper? in
      if case .armed(let sleeper) = state {
        state = .quiet
        return sleeper
      }
      state = .raised
      return nil
    }
    sleeper?.fire()
  }

  /// Suspends until raised; returns at once where it was raised since the last time.
  package func wait() async {
    let sleeper = Sleeper()
    arm(sleeper)
    await withTaskCancellationHandler {
      await sleeper.wait()
    } onCancel: {
      sleeper.fire()
    }
    disarm(sleeper)
  }
}
