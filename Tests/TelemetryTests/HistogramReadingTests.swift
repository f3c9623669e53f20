import Testing

@testable import Telemetry

@Suite struct HistogramReadingTests {
  private func reading(_ milliseconds: [Int64]) throws -> HistogramReading {
    let registry = MetricRegistry(version: "1")
    let shard = registry.makeShard()
    let other = registry.histogram(.invocationDuration, "g", "1")
    shard.observe(other, nanoseconds: 1_000_000_000)
    for (index, value) in milliseconds.enumerated() {
      let version = registry.histogram(.invocationDuration, "f", index % 2 == 0 ? "1" : "2")
      shard.observe(version, nanoseconds: value * 1_000_000)
    }
    var all = HistogramReading()
    for reading in registry.readings(of: .invocationDuration, where: "function", is: "f") {
      #expect(["1", "2"].contains(reading.labels[1]))
      all.add(reading)
    }
    return all
  }

  @Test(arguments: [
    ([], 0.5, nil), ([100], 1, 0.1), ([60, 70, 80, 90], 0.5, 0.075),
    ([1, 1, 1, 1, 1, 1, 1, 1, 1, 200], 0.9, 0.001), ([1, 1, 1, 200], 0.99, 0.244),
    ([90_000], 0.5, 60), ([1, 90_000], 0.99, 60),
  ])
  func `a quantile is estimated within the bucket that it falls into`(
    milliseconds: [Int64], share: Double, seconds: Double?
  ) throws {
    let quantile = try reading(milliseconds).quantile(share)
    #expect((quantile == nil) == (seconds == nil))
    if let quantile, let seconds { #expect(abs(quantile - seconds) < 1e-9, "\(quantile)") }
  }

  @Test func `count and mean are exact`() throws {
    let reading = try reading([10, 20, 60])
    #expect(reading.count == 3)
    #expect(reading.mean == 0.03)
    #expect(HistogramReading().mean == nil)
  }
}
