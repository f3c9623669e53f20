import Glibc
import TestSupport
import Testing

@testable import RdKafka

struct KafkaConsumerTests {
  private let partition = TopicPartition(topic: "t", partition: 0)

  private func consumer(
    _ bootstrap: String, _ more: [String: String] = [:]
  ) throws(KafkaError) -> KafkaConsumer {
    var settings = KafkaSettings()
    try settings.set("bootstrap.servers", to: bootstrap)
    try settings.set("group.id", to: "g")
    try settings.set("enable.auto.offset.store", to: "false")
    try settings.set("auto.commit.interval.ms", to: "100")
    for (name, value) in more { try settings.set(name, to: value) }
    return try KafkaConsumer(settings)
  }

  /// The next occurrence for which `choose` gives something; waits for the descriptor meanwhile.
  private func next<Value: Sendable>(
    of consumer: KafkaConsumer, _ choose: @escaping @Sendable (KafkaOccurrence) -> Value?
  ) async -> Value? {
    await withCheckedContinuation { continuation in
      startThread {
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
          consumer.clearReadiness()
          while let occurrence = consumer.poll() {
            if let value = choose(occurrence) {
              continuation.resume(returning: value)
              return
            }
          }
          var watched = pollfd(fd: consumer.descriptor, events: Int16(POLLIN), revents: 0)
          _ = unsafe poll(&watched, 1, 5_000)
        }
        continuation.resume(returning: nil)
      }
    }
  }

  private static func record(_ occurrence: KafkaOccurrence) -> KafkaRecord? {
    if case .record(let record) = occurrence { record } else { nil }
  }

  @Test func `a record comes with key, value, headers and time`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    #expect(
      try await kafka.produce([("k", "v"), ("", "")], to: "t", ["-H", "a=1", "-H", "b=zwei"]))
    let consumer = try consumer(kafka.bootstrap)
    try consumer.assign([PartitionStart(partition, from: .beginning)])
    let record = try #require(await next(of: consumer, Self.record))
    #expect(record.partition == partition)
    #expect(record.offset == 0)
    #expect(record.key == Array("k".utf8))
    #expect(record.value == Array("v".utf8))
    #expect(
      record.headers == [
        .init(name: "a", value: Array("1".utf8)), .init(name: "b", value: Array("zwei".utf8)),
      ])
    #expect((record.timestampMilliseconds ?? 0) > 1_600_000_000_000)
    let tombstone = try #require(await next(of: consumer, Self.record))
    #expect(tombstone.key == nil)
    #expect(tombstone.value == nil)
    consumer.dispose()
    consumer.dispose()
  }

  @Test func `a paused partition goes on behind the last record that was polled`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    #expect(try await kafka.produce((0..<50).map { ("", "\($0)") }, to: "t"))
    let consumer = try consumer(kafka.bootstrap)
    try consumer.assign([PartitionStart(partition, from: .beginning)])
    var offsets: [Int64] = []
    for round in 0..<50 {
      offsets.append(try #require(await next(of: consumer, Self.record)).offset)
      if round % 10 == 0 {
        try consumer.pause([partition])
        try consumer.resume([partition])
      }
    }
    #expect(offsets == Array(0..<50))
    #expect(consumer.cachedEnd(of: partition) == 50)
  }

  @Test func `a stored offset is committed and found again`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    #expect(try await kafka.produce([("", "a"), ("", "b")], to: "t"))
    let consumer = try consumer(kafka.bootstrap)
    #expect(try consumer.committed([partition], timeoutMilliseconds: 10_000).isEmpty)
    #expect(try consumer.end(of: partition, timeoutMilliseconds: 10_000) == 2)
    try consumer.assign([PartitionStart(partition, from: .beginning)])
    _ = await next(of: consumer, Self.record)
    try consumer.store(next: 1, of: partition)
    let committed = await next(of: consumer) { occurrence -> [TopicPartition: Int64]? in
      if case .committed(let offsets) = occurrence { offsets } else { nil }
    }
    #expect(committed == [partition: 1])
    #expect(try consumer.committed([partition], timeoutMilliseconds: 10_000) == [partition: 1])
  }

  @Test func `brokers that can't be reached are told of`() async throws {
    let port = try FreePort.next()
    let consumer = try consumer("127.0.0.1:\(port)")
    try consumer.subscribe(to: ["t"])
    let failure = await next(of: consumer) { occurrence -> KafkaFailure? in
      if case .failed(let failure) = occurrence, failure.kind == .allBrokersDown {
        failure
      } else {
        nil
      }
    }
    #expect(failure?.reason.isEmpty == false)
    #expect(!consumer.isReachable(timeoutMilliseconds: 200))
  }

  @Test func `an offset of a partition that is not assigned is refused`() throws {
    let consumer = try consumer("127.0.0.1:1")
    #expect(throws: KafkaError.self) {
      try consumer.store(next: 1, of: partition)
    }
  }

  @Test func `times that a broker can't look up are an error`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    let consumer = try consumer(kafka.bootstrap)
    // ListOffsets answers UNSUPPORTED_FOR_MESSAGE_FORMAT.
    #expect(await kafka.command("fail 2 43 1") == "ok")
    do {
      _ = try consumer.offsets(at: 1_000, of: [partition], timeoutMilliseconds: 5_000)
      Issue.record("no error")
    } catch .failure(let failure) {
      #expect(failure.kind == .unsupported)
    }
  }

  @Test func `a member that goes before its first assignment does so in peace`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    let strategy = ["partition.assignment.strategy": "cooperative-sticky"]
    let members = [
      try consumer(kafka.bootstrap, strategy), try consumer(kafka.bootstrap, strategy),
    ]
    // SyncGroup answers REBALANCE_IN_PROGRESS: the group is joined and nothing assigned.
    #expect(await kafka.command("fail 14 27 1000") == "ok")
    for member in members { try member.subscribe(to: ["t"]) }
    // The mock cluster lets a group form for three seconds.
    let deadline = ContinuousClock.now + .seconds(5)
    while ContinuousClock.now < deadline {
      for member in members { while member.poll() != nil {} }
      await pause(.milliseconds(50))
    }
    for member in members { member.dispose() }
  }

  @Test func `an end that a broker does not tell is an error`() async throws {
    let kafka = try await MockKafka(topics: ["t": 1])
    #expect(try await kafka.produce([("", "a"), ("", "b")], to: "t"))
    let consumer = try consumer(kafka.bootstrap)
    #expect(await kafka.command("fail 2 43 10") == "ok")
    #expect(throws: KafkaError.self) {
      try consumer.end(of: partition, timeoutMilliseconds: 3_000)
    }
    // Beginning and end are asked for side by side. Where only one is told, and it may be either,
    // the end is right or an error.
    #expect(await kafka.command("clear 2") == "ok")
    #expect(await kafka.command("fail 2 43 1") == "ok")
    do throws(KafkaError) {
      #expect(try consumer.end(of: partition, timeoutMilliseconds: 3_000) == 2)
    } catch {
      #expect(error.description.contains("Message format"))
    }
  }
}
