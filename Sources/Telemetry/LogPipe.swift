import Glibc
import Synchronization

/// Writes lines to a descriptor whose reader may stall: then lines are dropped and counted, and the
/// thread that logs goes on.
final class LogPipe: Sendable {
  private struct State {
    /// Lines since the last one that was written.
    var dropped = 0
  }

  private let descriptor: Int32
  private let state = Mutex(State())

  /// How long a reader is waited for before the first line is dropped.
  private static let patienceMilliseconds: Int32 = 100
  /// What a pipe takes at once where it takes anything (`PIPE_BUF`).
  private static let chunk = 4_096

  init(_ descriptor: Int32) {
    // A terminal that has stopped says that it has room and takes less: it is opened once more, so
    // that writing to it never waits. Of a file that would make a second position.
    let isTerminal = isatty(descriptor) == 1
    let flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let own = isTerminal ? unsafe open("/proc/self/fd/\(descriptor)", flags) : -1
    self.descriptor = own >= 0 ? own : descriptor
  }

  /// - Parameter notice: makes the line that tells how many lines are missing.
  func write(_ line: [UInt8], notice: (Int) -> [UInt8]) {
    state.withLock { state in
      let patience = state.dropped == 0 ? LogPipe.patienceMilliseconds : 0
      guard waitForRoom(patience) else {
        state.dropped += 1
        return
      }
      if state.dropped > 0 {
        write(notice(state.dropped))
        state.dropped = 0
      }
      write(line)
    }
  }

  /// Whether the descriptor takes `chunk` bytes without blocking.
  private func waitForRoom(_ timeout: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&request, 1, timeout) > 0
  }

  /// What a full or closed pipe does not take is given up: there is nobody left to tell.
  private func write(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      if done > 0, !waitForRoom(LogPipe.patienceMilliseconds) { return }
      let end = min(bytes.count, done + LogPipe.chunk)
      let count = unsafe bytes[done..<end].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        done += count
      } else if errno != EINTR {
        return
      }
    }
  }
}
