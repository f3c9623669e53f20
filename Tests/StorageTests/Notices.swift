import Routing
import Synchronization

/// Ready notices as they came; a notice that came before anybody waited is not lost.
final class Notices: Sendable {
  private struct State {
    var queues: [FunctionName] = []
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  var all: [FunctionName] { state.withLock(\.queues) }

  func add(_ queue: FunctionName) {
    state.withLock { state in
      state.queues.append(queue)
      defer { state.waiter = nil }
      return state.waiter
    }?.resume()
  }

  /// Waits until there is a notice, and takes all.
  func take() async -> [FunctionName] {
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
}
