import TestSupport
import Testing

@testable import Storage

/// Random walks beside the model, each step compared; `PATCHBAY_SEEDS=10000` for the full run.
struct QueueModelTests {
  private static let seeds = UInt64(environmentNumber("PATCHBAY_SEEDS") ?? 200)
  /// Few at once: an open store whose clock stands still looks again and again at what is due next.
  private static let groups = 0..<UInt64(4)

  @Test(arguments: groups)
  func `the tracker does what the model does`(group: UInt64) async throws {
    for seed in stride(from: group, to: 10 * Self.seeds, by: Self.groups.count) {
      var walk = QueueWalk(TrackerQueues(), seed: seed)
      try await walk.run(steps: 80)
    }
  }

  @Test(arguments: groups)
  func `so does the store, over restarts and crashes`(group: UInt64) async throws {
    for seed in stride(from: group, to: Self.seeds, by: Self.groups.count) {
      var walk = QueueWalk(try StoreQueues(), seed: seed)
      try await walk.run(steps: 120)
      await walk.queues.close()
    }
  }
}
