import Testing

@testable import Storage

struct IntakeTests {
  @Test func `more changes than may wait are refused`() async throws {
    try await withStore(change: { $0.waitingCount = 10 }) { store in
      try await store.append((0..<10).map { sample("\($0)") })
      let error = await #expect(throws: StoreError.self) {
        try await store.append((0..<11).map { sample("\($0)") })
      }
      guard case .unavailable = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      try await store.append([sample("again")])
    }
  }

  @Test func `more bytes than may wait are refused`() async throws {
    try await withStore(change: { $0.waitingBytes = 10_000 }) { store in
      await #expect(throws: StoreError.self) { try await store.append([sample("a", size: 10_001)]) }
      try await store.append([sample("b", size: 5_000)])
    }
  }
}
