import EventLoops

/// A loop with a thread of its own, for as long as a test needs it.
package struct TestLoop: Sendable {
  package let loop: EventLoop

  package init() throws {
    loop = try EventLoop(name: "test")
    loop.start()
  }

  package func run<Success: Sendable>(
    _ body: @escaping @Sendable () async -> Success
  ) async -> Success {
    await loop.spawn(body).value
  }

  package func run<Success: Sendable>(
    _ body: @escaping @Sendable () async throws -> Success
  ) async throws -> Success {
    try await Task(executorPreference: loop, operation: body).value
  }

  package func end() {
    loop.stop()
    loop.join()
  }
}
