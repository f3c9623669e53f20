import CLinux

/// Readiness of a descriptor that somebody else owns: a C library's socket, an eventfd, a pipe.
///
/// Level-triggered; created and used on its loop only, except `wake`.
// Safe because all but `pending` is used on the loop's thread, and a Sleeper is safe anywhere.
package final class Readiness: Watched, @unchecked Sendable {
  /// What a wait ended with; both false after a timeout, a wake-up or a cancellation.
  package struct Wakeup: Sendable, Hashable {
    package var readable: Bool
    package var writable: Bool
  }

  private var key: UInt64 = 0
  private var sleeper: Sleeper?
  private var seen = Wakeup(readable: false, writable: false)
  private let signal = Signal()

  /// Begins to watch; the descriptor stays its owner's.
  ///
  /// - Throws: `EventLoopError` where the descriptor can't be watched.
  package override init(descriptor: Int32, loop: EventLoop) {
    super.init(descriptor: descriptor, loop: loop)
  }

  package convenience init(watching descriptor: Int32, loop: EventLoop) throws(EventLoopError) {
    self.init(descriptor: descriptor, loop: loop)
    key = try loop.add(self, events: 0)
  }

  /// Suspends until the descriptor is ready, the time is over, `wake` or cancellation.
  package func wait(readable: Bool, writable: Bool, timeout: Duration?) async -> Wakeup {
    let sleeper = Sleeper()
    self.sleeper = sleeper
    seen = Wakeup(readable: false, writable: false)
    var events: UInt32 = 0
    if readable { events |= flag(clinux_epoll_in) }
    if writable { events |= flag(clinux_epoll_out) }
    loop.change(self, events: events, key: key)
    if let timeout { loop.wake(sleeper, at: loop.now + timeout) }
    signal.arm(sleeper)
    await withTaskCancellationHandler {
      await sleeper.wait()
    } onCancel: {
      sleeper.fire()
    }
    self.sleeper = nil
    signal.disarm(sleeper)
    return seen
  }

  /// Makes the pending wait, or the next one, return at once; from any thread.
  package func wake() { signal.raise() }

  /// Stops watching; the descriptor stays open, a pending wait returns.
  package func cancel() {
    loop.remove(self)
    sleeper?.fire()
  }

  override func ready(_ events: UInt32) {
    let broken = events & (flag(clinux_epoll_hang_up) | flag(clinux_epoll_error)) != 0
    seen.readable = broken || events & flag(clinux_epoll_in) != 0
    seen.writable = broken || events & flag(clinux_epoll_out) != 0
    loop.change(self, events: 0, key: key)
    sleeper?.fire()
  }
}
