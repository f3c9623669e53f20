import EventLoops

/// A loop with a thread of its own, for as long as a test needs it.
struct TestLoop {
  let loop: EventLoop

  init() throws {
    loop = try EventLoop(name: "dispatching")
    loop.start()
  }

  func run<Success: Sendable>(_ body: @escaping @Sendable () async -> Success) async -> Success {
    await loop.spawn(body).value
  }

  func end() {
    loop.stop()
    loop.join()
  }
}
