import Synchronization

/// A door that is shut until it is opened, for all who wait there and all who come later.
final class Gate: Sendable {
  private enum State {
    case shut([CheckedContinuation<Void, Never>])
    case open
  }

  private let state = Mutex(State.shut([]))

  func open() {
    let waiters = state.withLock { state in
      guard case .shut(let waiters) = state else { return [] as [CheckedContinuation<Void, Never>] }
      state = .open
      return waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Suspends until the door is open.
  func pass() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        guard case .shut(let waiters) = state else { return true }
        state = .shut(waiters + [continuation])
        return false
      }
      if isOpen { continuation.resume() }
    }
  }
}
