import Connectors
import Manifests
import TestSupport
import Testing

@testable import KafkaConnector

/// Two members of a group. A run in which the mock cluster wronged a member proves nothing and is
/// made again.
@Suite(.timeLimit(.minutes(4)))
struct KafkaRebalanceTests {
  private let maximumRuns = 8

  @Test func `two members share a group without loss or repetition`() async throws {
    for run in 1...maximumRuns {
      let kafka = try await MockKafka(topics: ["t": 4])
      let first = RecordingSink()
      let second = RecordingSink()
      let one = try RunningConnector(RunningConnector.spec(kafka), sink: first)
      let texts = (0..<400).map { "\($0)" }
      #expect(try await kafka.produce(texts[..<200].map { ("k\($0)", $0) }, to: "t"))
      #expect(await first.wait { $0.answered.count == 200 })
      let two = try RunningConnector(RunningConnector.spec(kafka), sink: second)
      let wasWronged = { @Sendable in one.wasWronged || two.wasWronged }
      let isShared = await one.wait { connector in
        wasWronged() || connector.lag.count == 2 && two.connector.lag.count == 2
      }
      #expect(try await kafka.produce(texts[200..<300].map { ("k\($0)", $0) }, to: "t"))
      let isWorking = await second.wait { wasWronged() || !$0.answered.isEmpty }
      await two.stop()
      #expect(try await kafka.produce(texts[300...].map { ("k\($0)", $0) }, to: "t"))
      let isTakenOver = await first.wait { sink in
        wasWronged() || sink.answered.count + second.answered.count >= 400
      }
      await one.stop()
      if wasWronged(), run < maximumRuns { continue }
      #expect(isShared && isWorking && isTakenOver)
      #expect((first.texts + second.texts).sorted() == texts.sorted())
      let committed = try await RunningConnector.committed(kafka, partitions: 4)
      #expect(committed.values.reduce(0, +) == 400)
      return
    }
  }

  @Test func `records in work keep their partition until they are done`() async throws {
    for run in 1...maximumRuns {
      let kafka = try await MockKafka(topics: ["t": 2])
      let gate = Latch()
      let first = RecordingSink { _, _ in
        await gate.pass()
        return .settled
      }
      let second = RecordingSink()
      let one = try RunningConnector(
        RunningConnector.spec(kafka), sink: first,
        limits: KafkaConnectorLimits(drain: .seconds(20)))
      #expect(try await kafka.produce([("", "a"), ("", "b")], to: "t", ["-p", "0"]))
      #expect(try await kafka.produce([("", "c"), ("", "d")], to: "t", ["-p", "1"]))
      #expect(await first.wait { $0.texts.count == 2 })
      let two = try RunningConnector(RunningConnector.spec(kafka), sink: second)
      let wasWronged = { @Sendable in one.wasWronged || two.wasWronged }
      // It has joined, and gets a partition only when the record in work there is done.
      let isJoined = await two.wait { wasWronged() || $0.status.phase == .running }
      let early = (two.connector.lag, second.texts)
      gate.open()
      let isShared = await two.wait { wasWronged() || $0.lag.count == 1 }
      let isWorking = await second.wait { wasWronged() || $0.answered.count == 1 }
      let isKept = await first.wait { wasWronged() || $0.answered.count == 3 }
      await one.stop()
      await two.stop()
      if wasWronged(), run < maximumRuns { continue }
      #expect(isJoined && isShared && isWorking && isKept)
      #expect(early.0.isEmpty && early.1.isEmpty)
      #expect((first.texts + second.texts).sorted() == ["a", "b", "c", "d"])
      return
    }
  }
}
