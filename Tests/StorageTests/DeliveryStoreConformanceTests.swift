import TestSupport
import Testing

@testable import Storage

struct DeliveryStoreConformanceTests {
  @Test(arguments: DeliveryStoreConformance.checks.map(\.claim), [true, false])
  func `the SQLite store conforms, from memory and from its file`(
    claim: String, isCached: Bool
  ) async throws {
    let check = try #require(DeliveryStoreConformance.checks.first { $0.claim == claim }?.check)
    let folder = try TemporaryFolder()
    let clock = ManualClock()
    var options = SQLiteStore.Options()
    options.clock = { clock.now }
    if !isCached { options.cacheBytes = 0 }
    let store = try SQLiteStore(directory: folder.path, options: options)
    try await check(store)
    await store.close()
  }
}
