import EventLoops
import Testing

@testable import Telemetry

@Suite struct RateMeterTests {
  private let registry = MetricRegistry(version: "1")

  private func second(_ number: Int64) -> MonotonicTime {
    MonotonicTime(nanoseconds: 1_000) + .seconds(number)
  }

  private func rate(_ meter: RateMeter, _ function: String, at time: Int64) -> Double {
    meter.rate(
      of: registry.readings(of: .retries, where: "function", is: function), second(time))
  }

  @Test func `a rate is that of the last minute, and each series has its own`() {
    let meter = RateMeter(.retries, of: registry)
    let shard = registry.makeShard()
    let first = registry.counter(.retries, "f")
    shard.add(first, 1_000)
    meter.sample(second(0))
    #expect(rate(meter, "f", at: 0) == 0)
    shard.add(first, 20)
    // One that is new has been 0 before.
    shard.add(registry.counter(.retries, "g"), 30)
    #expect(rate(meter, "f", at: 10) == 2)
    #expect(rate(meter, "g", at: 10) == 3)
    #expect(rate(meter, "none", at: 10) == 0)
    for time in 1...7 { meter.sample(second(Int64(time) * 10)) }
    #expect(rate(meter, "f", at: 70) == 0)
    shard.add(first, 120)
    #expect(rate(meter, "f", at: 70) == 2)
  }

  @Test func `a moment after the start, or before any sample, no rate is invented`() {
    let meter = RateMeter(.retries, of: registry)
    registry.makeShard().add(registry.counter(.retries, "f"), 5)
    #expect(rate(meter, "f", at: 0) == 0)
    meter.sample(second(0))
    registry.makeShard().add(registry.counter(.retries, "f"), 5)
    #expect(rate(meter, "f", at: 0) == 5)
  }
}
