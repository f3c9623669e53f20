import Testing

@testable import Telemetry

@Suite struct ExpositionTests {
  private static let filled: (registry: MetricRegistry, gauges: [GaugeSample]) = {
    let registry = MetricRegistry(version: "1.2.3")
    let shard = registry.makeShard()
    shard.add(registry.counter(.events, "uploads", "http"), 7)
    shard.add(registry.counter(.events, "nightly", "cron"))
    _ = registry.counter(.deliveries, "a\"b", "back\\slash", "1", "line\nend")
    let duration = registry.histogram(.invocationDuration, "resize", "2")
    shard.observe(duration, nanoseconds: 1_000_000)
    shard.observe(duration, nanoseconds: 1_500_000_001)
    shard.observe(duration, nanoseconds: 90_000_000_000)
    let gauges = [
      GaugeSample(.kafkaLag, labels: ["patchbay", "payments", "1"], value: -1),
      GaugeSample(.kafkaLag, labels: ["patchbay", "payments", "0"], value: 12),
      GaugeSample(.queueOldest, labels: ["resize"], value: 0.25),
      GaugeSample(.deadLetters, labels: ["résumé"], value: .infinity),
      GaugeSample(.workerUp, labels: ["resize", "2", "http://127.0.0.1:9101/"], value: 1),
    ]
    return (registry, gauges)
  }()

  @Test func `metrics look as Prometheus wants them`() {
    let process = ProcessMetrics(
      cpuSeconds: 1.25, openFiles: 9, maxOpenFiles: 1_024, virtualBytes: 1_048_576,
      residentBytes: nil, startSeconds: 1_795_262_400.5)
    let text = Self.filled.registry.exposition(gauges: Self.filled.gauges, process: process)
    #expect(String(decoding: text, as: UTF8.self) == Self.expected)
  }

  @Test func `the text keeps each rule of its format`() throws {
    try ExpositionChecker.check(exposition(Self.filled.registry, gauges: Self.filled.gauges))
    try ExpositionChecker.check(Self.expected)
  }

  @Test func `each metric that must exist does, with its labels`() {
    let series =
      CounterName.allCases.map { "\($0.rawValue){\($0.labels.joined(separator: ","))}" }
      + HistogramName.allCases.map { "\($0.rawValue){\($0.labels.joined(separator: ","))}" }
      + GaugeName.allCases.map { "\($0.rawValue){\($0.labels.joined(separator: ","))}" }
    #expect(
      Set(series) == [
        "patchbay_events_total{source,kind}",
        "patchbay_deliveries_total{association,function,version,outcome}",
        "patchbay_attempts_total{function,version,status}",
        "patchbay_invocation_duration_seconds{function,version}",
        "patchbay_wait_time_seconds{mode}", "patchbay_queue_depth{function}",
        "patchbay_queue_oldest_seconds{function}", "patchbay_queue_waiting{function}",
        "patchbay_held_keys{function}", "patchbay_dead_letters{function}",
        "patchbay_batches_total{association,function,version}",
        "patchbay_batch_events_total{association,function,version}",
        "patchbay_retries_total{function}", "patchbay_kafka_lag{consumergroup,topic,partition}",
        "patchbay_holds_total{function,version,reason}",
        "patchbay_duplicates_total{association}", "patchbay_refused_total{source,reason}",
        "patchbay_ledger_dropped_total{}", "patchbay_history_dropped_total{}",
        "patchbay_tls_handshake_failures_total{listener}",
        "patchbay_worker_up{function,version,worker}", "patchbay_breaker_open{function,version}",
        "patchbay_concurrency_limit{function,version}",
        "patchbay_paused{kind,name}",
      ])
  }

  @Test(arguments: [
    "no_type 1\n", "# TYPE a counter\na 1", "# TYPE a counter\na{b=\"c} 1\n",
    "# TYPE a counter\na 1\na 2\n", "# TYPE a counter\nb 1\n", "# TYPE a thing\na 1\n",
    "# TYPE a gauge\na one\n", "# TYPE a gauge\na{B-=\"c\"} 1\n",
    "# TYPE a gauge\na{b=\"\\x\"} 1\n",
    "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
    "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n",
    "# TYPE a counter\na 1\n# TYPE a counter\n",
  ])
  func `the checker of this test sees what is wrong`(text: String) {
    #expect(throws: ExpositionChecker.Problem.self) { try ExpositionChecker.check(text) }
  }

  static let expected = """
    # HELP patchbay_events_total Events that sources brought in.
    # TYPE patchbay_events_total counter
    patchbay_events_total{source="nightly",kind="cron"} 1
    patchbay_events_total{source="uploads",kind="http"} 7
    # HELP patchbay_deliveries_total Deliveries that have ended, by how they ended.
    # TYPE patchbay_deliveries_total counter
    patchbay_deliveries_total{association="a\\"b",function="back\\\\slash",\
    version="1",outcome="line\\nend"} 0
    # HELP patchbay_attempts_total Invocations of functions, by status.
    # TYPE patchbay_attempts_total counter
    # HELP patchbay_batches_total Invocations of functions with a batch of events.
    # TYPE patchbay_batches_total counter
    # HELP patchbay_batch_events_total Events in batches that functions were invoked with.
    # TYPE patchbay_batch_events_total counter
    # HELP patchbay_retries_total Attempts beyond the first of a delivery.
    # TYPE patchbay_retries_total counter
    # HELP patchbay_holds_total Times that a queued delivery was put off, by reason.
    # TYPE patchbay_holds_total counter
    # HELP patchbay_duplicates_total Events that were queued before and are not queued again.
    # TYPE patchbay_duplicates_total counter
    # HELP patchbay_refused_total Requests that a source did not let in.
    # TYPE patchbay_refused_total counter
    # HELP patchbay_ledger_dropped_total Records of the decision ledger that there was no room for.
    # TYPE patchbay_ledger_dropped_total counter
    # HELP patchbay_history_dropped_total Events and their ends that the history had no room for.
    # TYPE patchbay_history_dropped_total counter
    # HELP patchbay_tls_handshake_failures_total TLS handshakes of clients that failed.
    # TYPE patchbay_tls_handshake_failures_total counter
    # HELP patchbay_invocation_duration_seconds Time from the start of an invocation to its end.
    # TYPE patchbay_invocation_duration_seconds histogram
    \(buckets)
    patchbay_invocation_duration_seconds_sum{function="resize",version="2"} 91.501000001
    patchbay_invocation_duration_seconds_count{function="resize",version="2"} 3
    # HELP patchbay_wait_time_seconds Time that an event waited before its invocation began.
    # TYPE patchbay_wait_time_seconds histogram
    # HELP patchbay_queue_depth Deliveries that wait in the queue.
    # TYPE patchbay_queue_depth gauge
    # HELP patchbay_queue_oldest_seconds Age of the oldest delivery that waits.
    # TYPE patchbay_queue_oldest_seconds gauge
    patchbay_queue_oldest_seconds{function="resize"} 0.25
    # HELP patchbay_queue_waiting Deliveries in the queue that wait behind others of their key.
    # TYPE patchbay_queue_waiting gauge
    # HELP patchbay_held_keys Keys held by a dead letter.
    # TYPE patchbay_held_keys gauge
    # HELP patchbay_dead_letters Dead letters that are kept.
    # TYPE patchbay_dead_letters gauge
    patchbay_dead_letters{function="résumé"} +Inf
    # HELP patchbay_kafka_lag End offset less committed offset; -1 where nothing is committed.
    # TYPE patchbay_kafka_lag gauge
    patchbay_kafka_lag{consumergroup="patchbay",topic="payments",partition="0"} 12
    patchbay_kafka_lag{consumergroup="patchbay",topic="payments",partition="1"} -1
    # HELP patchbay_worker_up 1 where a worker gets events, 0 where it is left out.
    # TYPE patchbay_worker_up gauge
    patchbay_worker_up{function="resize",version="2",worker="http://127.0.0.1:9101/"} 1
    # HELP patchbay_breaker_open 1 where a version's queue is held because it fails, else 0.
    # TYPE patchbay_breaker_open gauge
    # HELP patchbay_concurrency_limit Queued deliveries that a version gets at once, where that \
    adapts.
    # TYPE patchbay_concurrency_limit gauge
    # HELP patchbay_paused 1 for what an operator has paused.
    # TYPE patchbay_paused gauge
    # HELP patchbay_build_info The version that runs.
    # TYPE patchbay_build_info gauge
    patchbay_build_info{version="1.2.3"} 1
    # HELP patchbay_metrics_dropped_series Series that there was no room to count.
    # TYPE patchbay_metrics_dropped_series gauge
    patchbay_metrics_dropped_series 0
    # HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
    # TYPE process_cpu_seconds_total counter
    process_cpu_seconds_total 1.25
    # HELP process_open_fds Number of open file descriptors.
    # TYPE process_open_fds gauge
    process_open_fds 9
    # HELP process_max_fds Maximum number of open file descriptors.
    # TYPE process_max_fds gauge
    process_max_fds 1024
    # HELP process_virtual_memory_bytes Virtual memory size in bytes.
    # TYPE process_virtual_memory_bytes gauge
    process_virtual_memory_bytes 1048576
    # HELP process_start_time_seconds Start time of the process since unix epoch in seconds.
    # TYPE process_start_time_seconds gauge
    process_start_time_seconds 1795262400.5

    """

  private static let buckets = [
    ("0.0005", 0), ("0.001", 1), ("0.0025", 1), ("0.005", 1), ("0.01", 1), ("0.025", 1),
    ("0.05", 1), ("0.1", 1), ("0.25", 1), ("0.5", 1), ("1", 1), ("2.5", 2), ("5", 2), ("10", 2),
    ("30", 2), ("60", 2), ("+Inf", 3),
  ].map { bound, count in
    "patchbay_invocation_duration_seconds_bucket"
      + "{function=\"resize\",version=\"2\",le=\"\(bound)\"} \(count)"
  }.joined(separator: "\n")
}
