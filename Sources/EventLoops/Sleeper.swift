import Synchronization

/// A task that waits for a time, or for somebody who wakes it earlier.
///
/// The timer keeps it until its deadline; firing it twice is fine.
// Safe because the continuation is taken out under the mutex, once.
package final class Sleeper: @unchecked Sendable {
  @safe private enum State {
    case idle
    case waiting(UnsafeContinuation<Void, Never>)
    case fired
  }

  private let state = Mutex<State>(.idle)

  package init() {}

  /// Suspends until `fire`; returns at once where it has fired before.
  package func wait() async {
    await unsafe withUnsafeContinuation { continuation in
      let resumeNow = state.withLock { state in
        if case .fired = state { return true }
        unsafe state = .waiting(continuation)
        return false
      }
      if resumeNow { unsafe continuation.resume() }
    }
  }

  /// Ends the wait, the present one or the next; from any thread.
  package func fire() {
    let waiting = unsafe state.withLock { state -> UnsafeContinuation<Void, Never>? in
      defer { state = .fired }
      if case .waiting(let continuation) = state { return unsafe continuation }
      return nil
    }
    unsafe waiting?.resume()
  }
}

extension EventLoop {
  /// Suspends for `duration`; call it on the loop.
  ///
  /// - Throws: `CancellationError` as soon as the task is cancelled.
  package func sleep(for duration: Duration) async throws(CancellationError) {
    let sleeper = Sleeper()
    wake(sleeper, at: now + duration)
    await withTaskCancellationHandler {
      await sleeper.wait()
    } onCancel: {
      sleeper.fire()
    }
    if Task.isCancelled { throw CancellationError() }
  }

  /// Suspends until the loop has looked for what is ready, once; call it on the loop.
  package func nextTurn() async {
    let sleeper = Sleeper()
    wake(sleeper, at: now)
    await sleeper.wait()
  }

  /// Fires the sleeper at `deadline`; call it on the loop.
  package func wake(_ sleeper: Sleeper, at deadline: MonotonicTime) {
    precondition(isCurrent, "timers are set on their loop")
    timers.insert(.sleeper(sleeper), at: deadline)
  }
}
