import Routing
import Synchronization
import TestSupport

/// Ready notices as they came; a notice that came before anybody waited is not lost.
final class Notices: Sendable {
  private struct State {
    var queues: [FunctionName] = []
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  var all: [FunctionName] { state.withLock(\.queues) }

  func add(_ queue: FunctionName) {
    state.withLock { $0.queues.append(queue) }
    wake()
  }

  /// Waits until there is a notice, and takes all; none come back where the time is over.
  func take() async -> [FunctionName] {
    let alarm = alarm(after: patience) { [self] in wake() }
    defer { alarm.cancel() }
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.queues.isEmpty { state.waiter = continuation }
        return !state.queues.isEmpty
      }
      if isThere { continuation.resume() }
    }
    return state.withLock { state in
      defer { state.queues = [] }
      return state.queues
    }
  }

  private func wake() {
    state.withLock { state in
      defer { state.waiter = nil }
      return state.waiter
    }?.resume()
  }
}
