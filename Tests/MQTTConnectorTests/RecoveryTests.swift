import CloudEvents
import Connectors
import Manifests
import TestSupport
import Testing

@Suite(.enabled(if: MosquittoBroker.isAvailable), .timeLimit(.minutes(1)))
struct RecoveryTests {
  @Test(arguments: ["read", "settled"])
  func `a process killed before the acknowledgement gets the message again`(
    _ moment: String
  ) async throws {
    let broker = try await MosquittoBroker()
    let file = broker.folder.file("settled")
    try writeFile(file, [])
    let program = "\(folderOfThisProgram())/mqttcrash"
    let arguments = ["\(broker.port)", "jobs/#", file]

    let killed = try ChildProcess(program, arguments + [moment])
    await broker.waitForSubscription(of: "mqttcrash")
    try await broker.publish(["one"], to: "jobs/a")
    #expect(await killed.wait() == .signal(9))
    #expect(broker.logCount("Received PUBACK from mqttcrash") == 0)

    let next = try ChildProcess(program, arguments + ["never"])
    #expect(await broker.log.first(containing: "Received PUBACK from mqttcrash") != nil)
    next.kill()
    await next.wait()
    let expected = moment == "read" ? "one\n" : "one\none\n"
    #expect(String(decoding: try readFile(file), as: UTF8.self) == expected)
  }

  @Test func `a broker that restarts is found again and nothing is lost`() async throws {
    let broker = try await MosquittoBroker()
    let sink = RecordingSink()
    let harness = try Harness(spec(broker), sink)
    await broker.waitForSubscription()
    try await broker.publish(["1"], to: "sensors/a")
    #expect(await sink.wait(for: 1))
    await broker.stop()
    let lost = await harness.waitForStatus { $0.phase == .reconnecting }
    #expect(lost.lastError != nil)
    try await broker.start()
    try await broker.publish(["2"], to: "sensors/a")
    #expect(await sink.wait(for: 2))
    let status = await harness.waitForStatus { $0.phase == .running }
    #expect(status.detail == "connected to 127.0.0.1:\(broker.port), 1 topic, session kept")
    await harness.stop()
    #expect(sink.payloads == ["1", "2"])
  }

  @Test func `a message in flight when the broker restarts is delivered at least once`()
    async throws
  {
    let broker = try await MosquittoBroker()
    let gate = Latch()
    let sink = RecordingSink { _, attempt in
      if attempt == 0 { await gate.pass() }
      return .settled
    }
    let harness = try Harness(spec(broker), sink)
    await broker.waitForSubscription()
    try await broker.publish(["1"], to: "sensors/a")
    #expect(await sink.wait(for: 1))
    await broker.stop()
    try await broker.start()
    gate.open()
    #expect(await broker.log.first(containing: "Received PUBACK from patchbay") != nil)
    await harness.stop()
    #expect(Set(sink.payloads) == ["1"])
  }

  @Test func `what was settled when the connection broke is not delivered again`() async throws {
    let broker = try await MosquittoBroker()
    let gate = Latch()
    let sink = RecordingSink { event, attempt in
      if event.data == Array("0".utf8) { await gate.pass() }
      return event.data == Array("2".utf8) && attempt == 0
        ? .retryLater(reason: "full", after: .seconds(3_600)) : .settled
    }
    let harness = try Harness(spec(broker), sink)
    await broker.waitForSubscription()
    try await broker.publish(["0", "1", "2", "3"], to: "sensors/a")
    for _ in 0..<4 {
      #expect(await broker.log.first(containing: "Sending PUBLISH to patchbay") != nil)
    }
    // Now "2" and "3" are read in one go, whatever was read with "0".
    gate.open()
    #expect(await sink.wait(for: 4))
    await broker.stop()
    try await broker.start()
    #expect(await broker.log.first(containing: "Sending PUBLISH to patchbay") != nil)
    #expect(await sink.wait(for: 5))
    await harness.stop()
    #expect(await broker.log.first(containing: "Received DISCONNECT from patchbay") != nil)
    #expect(sink.payloads == ["0", "1", "2", "3", "2"])
    #expect(broker.logCount("Received PUBACK from patchbay") >= 2)
  }

  @Test func `a broker that is not there yet is waited for`() async throws {
    let broker = try await MosquittoBroker()
    await broker.stop()
    let sink = RecordingSink()
    let harness = try Harness(spec(broker), sink)
    let status = await harness.waitForStatus { $0.phase == .reconnecting }
    #expect(status.lastError == "Connection refused")
    try await broker.start()
    await broker.waitForSubscription()
    try await broker.publish(["1"], to: "sensors/a")
    #expect(await sink.wait(for: 1))
    await harness.stop()
  }
}
