import CloudEvents
import Connectors
import EventLoops
import Instants
import Manifests
import RdKafka
import Routing
import Telemetry
import TestSupport
import Testing

@testable import KafkaConnector

@Suite(.timeLimit(.minutes(2)))
struct KafkaConnectorTests {
  @Test func `every record is delivered and committed`() async throws {
    let kafka = try await MockKafka(topics: ["t": 3])
    let texts = (0..<300).map { "\($0)" }
    #expect(try await kafka.produce(texts.map { ("k\($0)", $0) }, to: "t"))
    let sink = RecordingSink()
    var spec = RunningConnector.spec(kafka)
    spec.order = .none
    let running = try RunningConnector(spec, sink: sink)
    #expect(await sink.wait { $0.answered.count == 300 })
    #expect(await running.wait { $0.lag.count == 3 && $0.lag.allSatisfy { $0.lag == 0 } })
    #expect(running.connector.status.phase == .running)
    #expect(running.connector.status.detail == "3 partitions, lag 0")
    #expect(Set(sink.arrivals.map(\.shard)).isSubset(of: ["t/0", "t/1", "t/2"]))
    #expect(sink.arrivals.allSatisfy { $0.custody == .source })
    await running.stop()
    #expect(sink.texts.sorted() == texts.sorted())
    let committed = try await RunningConnector.committed(kafka, partitions: 3)
    #expect(committed.values.reduce(0, +) == 300)
    #expect(running.connector.status.phase == .stopped)
  }

  @Test func `a slow key holds up itself alone`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    #expect(
      try await kafka.produce(
        [("slow", "s1"), ("slow", "s2"), ("a", "a1"), ("b", "b1"), ("a", "a2")], to: "t"))
    let gate = Latch()
    let sink = RecordingSink { text, _ in
      if text == "s1" { await gate.pass() }
      return .settled
    }
    var spec = RunningConnector.spec(kafka)
    spec.order = .key
    let running = try RunningConnector(spec, sink: sink)
    #expect(await sink.wait { $0.answered.count == 3 })
    #expect(Set(sink.answered) == ["a1", "b1", "a2"])
    #expect(!sink.texts.contains("s2"))
    gate.open()
    #expect(await sink.wait { $0.answered.count == 5 })
    #expect(sink.answered.suffix(2) == ["s1", "s2"])
    let shards = Dictionary(
      grouping: sink.arrivals, by: { RecordingSink.text(of: $0) }
    ).mapValues { $0.map(\.shard) }
    #expect(shards["s1"] == ["slow"] && shards["a2"] == ["a"])
    #expect(sink.arrivals.allSatisfy { $0.custody == .sourceInOrder })
    await running.stop()
  }

  @Test func `after a restart only what was not finished comes again`() async throws {
    let kafka = try await MockKafka(topics: ["t": 2])
    let first = (0..<5).map { "p0-\($0)" }
    let second = (0..<5).map { "p1-\($0)" }
    #expect(try await kafka.produce(first.map { ("", $0) }, to: "t", ["-p", "0"]))
    #expect(try await kafka.produce(second.map { ("", $0) }, to: "t", ["-p", "1"]))
    let never = Latch()
    let sink = RecordingSink { text, _ in
      guard text == "p0-2" else { return text == "p1-0" ? .refused(reason: "bad") : .settled }
      await never.pass()
      return .retryLater(reason: "cancelled", after: nil)
    }
    let running = try RunningConnector(
      RunningConnector.spec(kafka), sink: sink,
      limits: KafkaConnectorLimits(drain: .milliseconds(300)))
    #expect(await sink.wait { $0.answered.count == 7 && $0.texts.contains("p0-2") })
    await running.stop()
    #expect(sink.texts.sorted() == (first.prefix(3) + second).sorted())
    #expect(try await RunningConnector.committed(kafka, partitions: 2) == [0: 2, 1: 5])

    let again = RecordingSink()
    let restarted = try RunningConnector(RunningConnector.spec(kafka), sink: again)
    #expect(await again.wait { $0.answered.count == 3 })
    await restarted.stop()
    #expect(again.texts == ["p0-2", "p0-3", "p0-4"])
    let identity = sink.arrivals.first { RecordingSink.text(of: $0) == "p0-2" }?.event.id
    #expect(identity != nil && identity == again.arrivals.first?.event.id)
  }

  @Test func `what can't be taken now is offered again and blocks no other key`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    #expect(
      try await kafka.produce(
        [("poison", "p1"), ("poison", "p2"), ("good", "g1"), ("good", "g2")], to: "t"))
    let sink = RecordingSink { text, earlier in
      guard text == "p1", earlier < 3 else { return .settled }
      return .retryLater(reason: "busy", after: .milliseconds(10))
    }
    var spec = RunningConnector.spec(kafka)
    spec.order = .key
    spec.lanes = 1
    let running = try RunningConnector(spec, sink: sink)
    #expect(await sink.wait { $0.answered.count == 7 })
    await running.stop()
    #expect(sink.texts.filter { $0.hasPrefix("p") } == ["p1", "p1", "p1", "p1", "p2"])
    #expect(sink.texts.prefix(3) == ["p1", "g1", "g2"])
    #expect(sink.mostInWork == 1)
    #expect(Set(sink.arrivals.map(\.event.id)).count == 4)
    #expect(try await RunningConnector.committed(kafka, partitions: 1) == [0: 4])
  }

  @Test func `a flood is held back without loss, repetition or disorder`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    let texts = (0..<600).map { "\($0)" }
    let sink = RecordingSink()
    let running = try RunningConnector(
      RunningConnector.spec(kafka), sink: sink,
      limits: KafkaConnectorLimits(window: WindowLimits(records: 100)))
    #expect(try await kafka.produce(texts.map { ("", $0) }, to: "t"))
    #expect(await sink.wait { $0.answered.count >= 600 })
    await running.stop()
    #expect(sink.texts == texts)
  }

  @Test func `a broker that goes and comes back is waited for`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    let sink = RecordingSink()
    let running = try RunningConnector(RunningConnector.spec(kafka), sink: sink)
    #expect(try await kafka.produce([("", "before")], to: "t"))
    #expect(await sink.wait { $0.answered == ["before"] })
    #expect(await kafka.command("down 1") == "ok")
    #expect(await running.wait { $0.status.phase == .reconnecting })
    #expect(running.connector.status.lastError != nil)
    #expect(await kafka.command("up 1") == "ok")
    #expect(await running.wait { $0.status.phase == .running })
    #expect(try await kafka.produce([("", "after")], to: "t"))
    #expect(await sink.wait { $0.answered.contains("after") })
    await running.stop()
    #expect(sink.texts == ["before", "after"])
  }

  @Test func `a source that starts with the latest leaves out what was there`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    #expect(try await kafka.produce([("", "old")], to: "t"))
    let sink = RecordingSink()
    var spec = RunningConnector.spec(kafka)
    spec.start = .latest
    let running = try RunningConnector(spec, sink: sink)
    #expect(await running.wait { $0.status.phase == .running })
    // Committed before anything is finished: the beginning holds whatever happens from now on.
    #expect(await running.wait { $0.lag.first?.lag == 0 })
    #expect(try await kafka.produce([("", "new")], to: "t"))
    #expect(await sink.wait { !$0.answered.isEmpty })
    await running.stop()
    #expect(sink.texts == ["new"])
  }

  @Test func `records before the start are passed over where times are unknown`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    #expect(try await kafka.produce([("", "old")], to: "t"))
    let now = WallTime.now.millisecondsSinceEpoch + 1
    #expect(try await kafka.produce([("", "new")], to: "t"))
    // ListOffsets answers UNSUPPORTED_FOR_MESSAGE_FORMAT.
    #expect(await kafka.command("fail 2 43 1") == "ok")
    let sink = RecordingSink()
    var spec = RunningConnector.spec(kafka)
    spec.start = .timestamp(millisecondsSinceEpoch: now)
    let running = try RunningConnector(spec, sink: sink)
    #expect(await sink.wait { !$0.answered.isEmpty })
    await running.stop()
    #expect(sink.texts == ["new"])
    #expect(try await RunningConnector.committed(kafka, partitions: 1) == [0: 2])
  }

  @Test func `partitions that were lost are worked on anew and their late results ignored`()
    async throws
  {
    let kafka = try await MockKafka(topics: ["t": 1])
    #expect(try await kafka.produce([("", "a"), ("", "b")], to: "t"))
    let never = Latch()
    let sink = RecordingSink { text, earlier in
      guard text == "b", earlier == 0 else { return .settled }
      // Only cancellation ends this: the delivery of a lost partition is made to give up.
      await never.pass()
      return .settled
    }
    let running = try RunningConnector(RunningConnector.spec(kafka), sink: sink)
    #expect(await sink.wait { $0.texts == ["a", "b"] })
    // Heartbeat answers UNKNOWN_MEMBER_ID: the group has thrown us out.
    #expect(await kafka.command("fail 12 25 1") == "ok")
    #expect(
      await sink.wait {
        $0.texts.count > 2 && $0.answered.count == $0.texts.count && $0.texts.last == "b"
      })
    await running.stop()
    #expect(sink.texts.filter { $0 == "b" }.count == 2)
    #expect(try await RunningConnector.committed(kafka, partitions: 1) == [0: 2])
  }

  @Test func `a stop does not wait for brokers that have gone`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    #expect(try await kafka.produce([("", "a")], to: "t"))
    let gate = Latch()
    let sink = RecordingSink { _, _ in
      await gate.pass()
      return .settled
    }
    var limits = KafkaConnectorLimits()
    limits.close = .seconds(1)
    let running = try RunningConnector(RunningConnector.spec(kafka), sink: sink, limits: limits)
    #expect(await sink.wait { !$0.texts.isEmpty })
    #expect(await kafka.command("down 1") == "ok")
    gate.open()
    let begun = ContinuousClock.now
    await running.stop()
    #expect(ContinuousClock.now - begun < .seconds(20))
    #expect(running.connector.status.phase == .stopped)
  }

  @Test func `stopping twice or while nothing can be reached is fine`() async throws {
    let spec = KafkaSourceSpec(brokers: ["127.0.0.1:1"], topics: ["t"], group: "g")
    let running = try RunningConnector(spec, sink: RecordingSink())
    #expect(await running.wait { $0.status.phase == .reconnecting })
    running.connector.stop()
    await running.stop()
    running.connector.stop()
    #expect(running.connector.status.phase == .stopped)
  }

  @Test func `stopped before it runs, it does not run`() async throws {
    let loop = try EventLoop(name: "kafka-test")
    loop.start()
    let spec = KafkaSourceSpec(brokers: ["127.0.0.1:1"], topics: ["t"], group: "g")
    let connector = try KafkaConnector(
      source: SourceName(unchecked: "orders"), spec: spec, loop: loop, sink: RecordingSink(),
      logger: .silent)
    connector.stop()
    await connector.run()
    #expect(connector.status.phase == .stopped)
    loop.stop()
    loop.join()
  }

  @Test(arguments: [
    ("enable.auto.commit", "true"), ("enable.auto.offset.store", "true"), ("group.id", "x"),
    ("no.such.property", "1"), ("session.timeout.ms", "soon"),
  ])
  func `a property that breaks the promise or is unknown is refused`(
    name: String, value: String
  ) throws {
    var spec = KafkaSourceSpec(brokers: ["127.0.0.1:1"], topics: ["t"], group: "g")
    spec.properties = [.init(name: name, value: Secret(value))]
    let error = #expect(throws: KafkaError.self) { try KafkaConnector.check(spec) }
    #expect(error?.description.contains(name) == true)
  }
}
