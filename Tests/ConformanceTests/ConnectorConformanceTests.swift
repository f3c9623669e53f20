import Connectors
import TestSupport
import Testing

/// The contract of `Connector`, on all four of them.
@Suite(
  .serialized, .timeLimit(.minutes(2)),
  .enabled(if: MosquittoBroker.isAvailable && which("kcat") != nil))
struct ConnectorConformanceTests {
  @Test(arguments: ConnectorKind.allCases)
  func `it delivers each event once`(kind: ConnectorKind) async throws {
    let harness = try await kind.makeHarness()
    let sink = ScriptedSink()
    let running = try await RunningConnector(harness, sink)
    #expect(await running.isRunning())
    for number in 1...3 {
      try await harness.emit()
      #expect(await sink.wait(forEvents: number))
    }
    #expect(try await eventually { try await harness.acknowledged() == 3 })
    await running.stop()
    #expect(sink.offered.count == 3 && Set(sink.offered).count == 3)
  }

  @Test(arguments: ConnectorKind.allCases)
  func `it acknowledges after the receipt, not before`(kind: ConnectorKind) async throws {
    let harness = try await kind.makeHarness()
    let latch = Latch()
    let sink = ScriptedSink { _, _ in
      await latch.pass()
      return .settled
    }
    let running = try await RunningConnector(harness, sink)
    #expect(await running.isRunning())
    try await harness.emit()
    #expect(await sink.wait(forEvents: 1))
    // Long enough for an acknowledgement that does not wait: offsets are committed each second.
    await pause(kind == .kafka ? .milliseconds(1_500) : .milliseconds(200))
    #expect(try await harness.acknowledged() == 0)
    latch.open()
    #expect(try await eventually { try await harness.acknowledged() == 1 })
    await running.stop()
  }

  @Test(arguments: ConnectorKind.allCases)
  func `it delivers again what could not be taken`(kind: ConnectorKind) async throws {
    let harness = try await kind.makeHarness()
    let sink = ScriptedSink { _, earlier in
      earlier < 2 ? .retryLater(reason: "no room", after: .milliseconds(20)) : .settled
    }
    let running = try await RunningConnector(harness, sink)
    #expect(await running.isRunning())
    try await harness.emit()
    let isTaken = try await eventually(timeout: .seconds(30)) {
      await harness.letTimePass()
      return try await harness.acknowledged() == 1
    }
    #expect(isTaken)
    await running.stop()
    let first = try #require(sink.offered.first)
    #expect(sink.offered.count { $0 == first } == 3)
  }

  @Test(arguments: ConnectorKind.allCases)
  func `it acknowledges what is refused for good`(kind: ConnectorKind) async throws {
    let harness = try await kind.makeHarness()
    let sink = ScriptedSink { _, _ in .refused(reason: "too old") }
    let running = try await RunningConnector(harness, sink)
    #expect(await running.isRunning())
    try await harness.emit()
    #expect(try await eventually { try await harness.acknowledged() == 1 })
    await running.stop()
    #expect(sink.offered.count == 1)
  }

  @Test(arguments: ConnectorKind.withBrokers)
  func `it survives a restart of its broker`(kind: ConnectorKind) async throws {
    let harness = try await kind.makeHarness()
    let sink = ScriptedSink()
    let running = try await RunningConnector(harness, sink)
    #expect(await running.isRunning())
    try await harness.emit()
    #expect(await sink.wait(forEvents: 1))
    try await harness.restart()
    try await harness.emit()
    #expect(await sink.wait(forEvents: 2))
    #expect(await running.isRunning())
    await running.stop()
  }

  @Test(arguments: ConnectorKind.allCases)
  func `a stop lets what is in flight be finished`(kind: ConnectorKind) async throws {
    let harness = try await kind.makeHarness()
    let latch = Latch()
    let sink = ScriptedSink { _, _ in
      await latch.pass()
      return .settled
    }
    let running = try await RunningConnector(harness, sink)
    #expect(await running.isRunning())
    try await harness.emit()
    #expect(await sink.wait(forEvents: 1))
    running.connector.stop()
    latch.open()
    #expect(await running.end() < .seconds(10))
    #expect(try await eventually { try await harness.acknowledged() == 1 })
    #expect(sink.offered.count == 1)
  }

  @Test(arguments: ConnectorKind.allCases)
  func `it stops in time, and twice, and before it runs`(kind: ConnectorKind) async throws {
    let harness = try await kind.makeHarness()
    let running = try await RunningConnector(harness, ScriptedSink())
    #expect(await running.isRunning())
    running.connector.stop()
    #expect(await running.stop() < .seconds(10))
    running.connector.stop()
    let early = try await RunningConnector(harness, ScriptedSink(), stopsFirst: true)
    #expect(await early.end() < .seconds(10))
  }
}
