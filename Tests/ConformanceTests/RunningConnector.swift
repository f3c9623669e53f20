import Connectors
import EventLoops
import TestSupport

/// A connector at work on a loop of its own.
struct RunningConnector {
  let connector: any Connector
  private let loop: EventLoop
  private let task: Task<Void, Never>

  init(_ harness: any ConnectorHarness, _ sink: any EventSink, stopsFirst: Bool = false)
    async throws
  {
    let loop = try EventLoop(name: "conformance")
    loop.start()
    let connector = try await harness.makeConnector(sink: sink, loop: loop)
    if stopsFirst { connector.stop() }
    self.connector = connector
    self.loop = loop
    task = loop.spawn { await connector.run() }
  }

  /// Suspends until the connector says that it runs.
  func isRunning() async -> Bool {
    await eventually(timeout: .seconds(30)) { connector.status.phase == .running }
  }

  /// Suspends until nothing of it is under way any more.
  ///
  /// - Returns: how long that took.
  @discardableResult
  func end() async -> Duration {
    let began = ContinuousClock.now
    await task.value
    loop.stop()
    loop.join()
    return ContinuousClock.now - began
  }

  @discardableResult
  func stop() async -> Duration {
    connector.stop()
    return await end()
  }
}
