import CLinux
import Glibc
import Synchronization

/// The signals of this process as something that can be waited for.
package enum ProcessSignal: Int32, Sendable, CaseIterable {
  case hangUp = 1
  case interrupt = 2
  case terminate = 15

  /// Takes the signals over from the system, so that they no longer end the process.
  ///
  /// - Throws: `EventLoopError` where there is no descriptor left for the pipe they go through.
  package static func takeOver() throws(EventLoopError) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { throw .system(call: "pipe2", errno: errno) }
    readEnd.store(ends[0], ordering: .releasing)
    writeEnd.store(ends[1], ordering: .releasing)
    for number in allCases { signal(number.rawValue, noteSignal) }
  }

  /// Waits for the next of them; blocks the calling thread, so not on a loop.
  package static func wait() -> ProcessSignal {
    while true {
      var number: UInt8 = 0
      let count = unsafe read(readEnd.load(ordering: .acquiring), &number, 1)
      if count == 1, let signal = ProcessSignal(rawValue: Int32(number)) { return signal }
    }
  }

  private static let readEnd = Atomic<Int32>(0)
  fileprivate static let writeEnd = Atomic<Int32>(0)
}

/// Runs inside a signal handler: nothing but write(2) may be called here.
private nonisolated func noteSignal(_ number: Int32) {
  let saved = errno
  var byte = UInt8(truncatingIfNeeded: number)
  _ = unsafe write(ProcessSignal.writeEnd.load(ordering: .relaxed), &byte, 1)
  errno = saved
}
