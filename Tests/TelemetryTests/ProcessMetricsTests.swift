import Testing

@testable import Telemetry

@Suite struct ProcessMetricsTests {
  @Test func `the kernel's figures of this process are plausible`() throws {
    let process = ProcessMetrics.read()
    #expect(process.metrics.allSatisfy { $0.value != nil })
    let resident = try #require(process.residentBytes)
    let virtual = try #require(process.virtualBytes)
    #expect(resident > 1_000_000 && resident < virtual)
    let open = try #require(process.openFiles)
    let most = try #require(process.maxOpenFiles)
    #expect(open >= 3 && open <= most)
    #expect(try #require(process.cpuSeconds) > 0)
    #expect(try #require(process.startSeconds) > 1_700_000_000)
  }
}
