import EventLoops
import Glibc
import Instants
import Storage

/// One caller that waits for each event, and beside each the disk alone: a page of 4 KiB appended to a
/// file and synced.
struct LoneAppends {
  private let store: SQLiteStore
  private let page: [UInt8]
  private let descriptor: Int32

  init(folder: String) throws {
    store = try SQLiteStore(directory: folder)
    page = [UInt8](repeating: 1, count: 4_096)
    descriptor = unsafe open("\(folder)/page", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BenchError("open: errno \(errno)") }
  }

  /// - Returns: microseconds: the 99th percentile of an append, the median and the 99th of a sync.
  func measure(for duration: Duration) async throws -> [Double] {
    let end = MonotonicTime.read() + duration
    var appends: [Duration] = []
    var syncs: [Duration] = []
    while MonotonicTime.read() < end {
      let began = MonotonicTime.read()
      try await store.append([PatchbayLane.event()])
      let stored = MonotonicTime.read()
      guard unsafe write(descriptor, page, page.count) == page.count, fdatasync(descriptor) == 0
      else { throw BenchError("write: errno \(errno)") }
      appends.append(stored - began)
      syncs.append(MonotonicTime.read() - stored)
    }
    await store.close()
    return [quantile(appends, 0.99), quantile(syncs, 0.5), quantile(syncs, 0.99)]
  }

  private func quantile(_ durations: [Duration], _ share: Double) -> Double {
    guard !durations.isEmpty else { return 0 }
    return durations.sorted()[Int(Double(durations.count - 1) * share)] / .microseconds(1)
  }
}
