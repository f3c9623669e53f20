import CLinux
import Glibc
import Synchronization

/// Waits for a child on a thread of its own, and signals it only as long as its number is its own.
final class ExitWatch: Sendable {
  private struct State {
    var status: ChildProcess.ExitStatus?
    var waiters: [CheckedContinuation<ChildProcess.ExitStatus, Never>] = []
  }

  private let process: pid_t
  private let state: Mutex<State>

  init(_ process: pid_t) {
    self.process = process
    state = Mutex(State())
    startThread { [self] in watch() }
  }

  var status: ChildProcess.ExitStatus? { state.withLock { $0.status } }

  /// Suspends until the process has ended. A task that is cancelled, as a test is whose time is
  /// over, kills it.
  func wait() async -> ChildProcess.ExitStatus {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let known = state.withLock { state in
          if state.status == nil { state.waiters.append(continuation) }
          return state.status
        }
        if let known { continuation.resume(returning: known) }
      }
    } onCancel: {
      send(SIGKILL)
    }
  }

  /// Signals the whole process group.
  func send(_ signal: Int32) {
    state.withLock { state in
      if state.status == nil { kill(-process, signal) }
    }
  }

  func sendToLeader(_ signal: Int32) {
    state.withLock { state in
      if state.status == nil { kill(process, signal) }
    }
  }

  private func watch() {
    // The child is left a zombie at first, so that its number stays its own until the lock is held.
    var information = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0,
      errno == EINTR
    {}
    let (status, waiters) = state.withLock { state in
      var raw: Int32 = 0
      unsafe waitpid(process, &raw, 0)
      let signal = raw & 0x7f
      let status: ChildProcess.ExitStatus =
        signal == 0 ? .code((raw >> 8) & 0xff) : .signal(signal)
      state.status = status
      defer { state.waiters = [] }
      return (status, state.waiters)
    }
    for waiter in waiters { waiter.resume(returning: status) }
  }
}
