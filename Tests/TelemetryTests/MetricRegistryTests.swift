import Synchronization
import Testing

@testable import Telemetry

@Suite struct MetricRegistryTests {
  @Test func `a series is the same wherever it is named`() {
    let registry = MetricRegistry(version: "1")
    let first = registry.counter(.retries, "resize")
    #expect(registry.counter(.retries, "resize") == first)
    #expect(registry.counter(.retries, "report") != first)
    #expect(registry.histogram(.waitTime, "sync") == registry.histogram(.waitTime, "sync"))
    #expect(registry.histogram(.waitTime, "sync") != registry.histogram(.waitTime, "queued"))
  }

  @Test func `the counts of all shards are summed, also of threads that have ended`() throws {
    let registry = MetricRegistry(version: "1")
    let retries = registry.counter(.retries, "resize")
    do {
      let ended = registry.makeShard()
      ended.add(retries, 40)
    }
    registry.makeShard().add(retries)
    registry.makeShard().add(retries)
    let text = exposition(registry)
    #expect(text.contains("patchbay_retries_total{function=\"resize\"} 42\n"))
  }

  @Test func `a series that is named after a shard was made is counted in it`() {
    let registry = MetricRegistry(version: "1")
    let shard = registry.makeShard()
    shard.add(registry.counter(.events, "uploads", "http"), 3)
    #expect(
      exposition(registry).contains(
        "patchbay_events_total{source=\"uploads\",kind=\"http\"} 3\n"))
  }

  @Test(arguments: [
    (0, "0.0005"), (500_000, "0.0005"), (500_001, "0.001"), (60_000_000_000, "60"),
    (60_000_000_001, "+Inf"), (-5, "0.0005"), (Int64.max, "+Inf"),
  ])
  func `a duration falls into the first bucket that holds it`(nanoseconds: Int64, bound: String) {
    let registry = MetricRegistry(version: "1")
    let wait = registry.histogram(.waitTime, "sync")
    registry.makeShard().observe(wait, nanoseconds: nanoseconds)
    let buckets = exposition(registry).split(separator: "\n").filter {
      $0.hasPrefix("patchbay_wait_time_seconds_bucket")
    }
    let first = buckets.first { $0.hasSuffix(" 1") }
    #expect(first == "patchbay_wait_time_seconds_bucket{mode=\"sync\",le=\"\(bound)\"} 1")
    #expect(buckets.last?.hasSuffix("le=\"+Inf\"} 1") == true)
  }

  @Test func `what there is no room for is dropped and said to be`() {
    let cells = HistogramBuckets.cellCount
    let registry = MetricRegistry(version: "1", capacity: cells + 2)
    let shard = registry.makeShard()
    for name in ["a", "b", "c", "d", "c"] { shard.add(registry.counter(.retries, name)) }
    shard.observe(registry.histogram(.waitTime, "sync"), nanoseconds: 1_000_000_000)
    let text = exposition(registry)
    #expect(text.contains("patchbay_retries_total{function=\"b\"} 1\n"))
    #expect(!text.contains("function=\"c\""))
    #expect(!text.contains("mode=\"sync\""))
    #expect(text.contains("patchbay_metrics_dropped_series 3\n"))
  }

  @Test(arguments: [1, 4])
  func `reading while others count loses nothing and never goes back`(writers: Int) async throws {
    let registry = MetricRegistry(version: "1")
    let retries = registry.counter(.retries, "resize")
    let wait = registry.histogram(.waitTime, "sync")
    let rounds = 20_000
    let running = Running(writers)
    await withTaskGroup { group in
      for _ in 0..<writers {
        group.addTask {
          let shard = registry.makeShard()
          for _ in 0..<rounds {
            shard.add(retries)
            shard.observe(wait, nanoseconds: 1_000_000)
          }
          running.count.subtract(1, ordering: .releasing)
        }
      }
      group.addTask {
        var last: UInt64 = 0
        while running.count.load(ordering: .acquiring) > 0 {
          let now = count(of: "patchbay_retries_total", in: exposition(registry))
          #expect(now >= last)
          last = now
          await Task.yield()
        }
      }
    }
    let text = exposition(registry)
    #expect(count(of: "patchbay_retries_total", in: text) == UInt64(writers * rounds))
    #expect(text.contains("patchbay_wait_time_seconds_count{mode=\"sync\"} \(writers * rounds)\n"))
    #expect(text.contains("patchbay_wait_time_seconds_sum{mode=\"sync\"} \(writers * 20)\n"))
  }

  @Test func `gauges are asked for when metrics are read, and the first of two counts`() async {
    let registry = MetricRegistry(version: "1")
    let depth = Mutex(1.0)
    registry.addGauges {
      [GaugeSample(.queueDepth, labels: ["resize"], value: depth.withLock { $0 })]
    }
    registry.addGauges { [GaugeSample(.queueDepth, labels: ["resize"], value: 99)] }
    var text = String(decoding: await registry.exposition(), as: UTF8.self)
    #expect(text.contains("patchbay_queue_depth{function=\"resize\"} 1\n"))
    depth.withLock { $0 = 2.5 }
    text = String(decoding: await registry.exposition(), as: UTF8.self)
    #expect(text.contains("patchbay_queue_depth{function=\"resize\"} 2.5\n"))
    #expect(!text.contains("patchbay_queue_depth{function=\"resize\"} 99"))
  }
}

/// The metrics of a registry without those of the process.
func exposition(_ registry: MetricRegistry, gauges: [GaugeSample] = []) -> String {
  String(
    decoding: registry.exposition(gauges: gauges, process: ProcessMetrics()), as: UTF8.self)
}

/// How many writers are still at work.
private final class Running: Sendable {
  let count: Atomic<Int>

  init(_ count: Int) { self.count = Atomic(count) }
}

private func count(of name: String, in text: String) -> UInt64 {
  let line = text.split(separator: "\n").first { $0.hasPrefix(name + "{") }
  return line?.split(separator: " ").last.flatMap { UInt64($0) } ?? 0
}
