import CLinux
import Glibc

/// The signals of this process as something that can be awaited.
package enum ProcessSignal: Int32, Sendable, CaseIterable {
  case hangUp = 1
  case interrupt = 2
  case terminate = 15

  /// Keeps the signals from ending the process; call it before any thread is started.
  package static func block() {
    var set = Self.set
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for the next of the blocked signals; blocks the calling thread.
  package static func wait() -> ProcessSignal {
    var set = Self.set
    while true {
      var number: Int32 = 0
      if unsafe sigwait(&set, &number) == 0, let signal = ProcessSignal(rawValue: number) {
        return signal
      }
    }
  }

  private static var set: sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in allCases { unsafe sigaddset(&set, signal.rawValue) }
    return set
  }
}
