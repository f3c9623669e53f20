import CLinux
import Glibc

/// Runs `body`, which may block, on a thread of its own, and returns to the caller's loop with what
/// it gives. For rare things: name resolution, reading files.
package func offLoop<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    let work = unsafe Unmanaged.passRetained(Work { continuation.resume(returning: body()) })
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let status = unsafe pthread_create(&thread, &attributes, runWork, work.toOpaque())
    unsafe pthread_attr_destroy(&attributes)
    // Without a thread to spare the work is done here: late is better than never.
    if status != 0 { unsafe work.takeRetainedValue().run() }
  }
}

private final class Work: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private nonisolated func runWork(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument = unsafe argument else { return nil }
  unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}
