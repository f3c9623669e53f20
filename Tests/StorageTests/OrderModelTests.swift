import Testing

@testable import Storage

struct OrderModelTests {
  /// 2,000 walks: each step is compared with the model.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a line goes in order and delays no other, whatever comes of its deliveries`(
    group: UInt64
  ) async throws {
    for seed in (group * 100)..<(group * 100 + 100) {
      var walk = OrderWalk(TrackerQueues(), seed: seed)
      try await walk.run(steps: 80)
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `so does the store, over restarts`(seed: UInt64) async throws {
    let queues = try StoreQueues()
    var walk = OrderWalk(queues, seed: seed)
    try await walk.run(steps: 150)
    await walk.queues.close()
  }
}
