import CLinux
import Glibc
import Synchronization

/// A door at which threads wait, for what blocks: see `Latch` for tasks.
package final class BlockingGate: Sendable {
  private let reader: Int32
  private let writer: Mutex<Int32?>

  /// - Throws: `TestSupportError.system` where there are no descriptors left.
  package init() throws(TestSupportError) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else {
      throw .system(call: "pipe2", errno: errno)
    }
    reader = ends[0]
    writer = Mutex(ends[1])
  }

  deinit {
    open()
    close(reader)
  }

  /// Lets everybody through, now and later; twice is fine.
  package func open() {
    writer.withLock { writer in
      if let open = writer { close(open) }
      writer = nil
    }
  }

  /// Blocks the thread until the door is open.
  package func pass() {
    // The end of the pipe is told to all who wait for it.
    var request = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
    while unsafe poll(&request, 1, -1) < 0, errno == EINTR {}
  }
}
