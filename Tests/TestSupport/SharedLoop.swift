import EventLoops

/// The loop on which the clients and servers of tests run: one for the whole test process.
package enum SharedLoop {
  package static let loop: EventLoop = {
    do throws(EventLoopError) {
      let loop = try EventLoop(name: "tests")
      loop.start()
      return loop
    } catch {
      preconditionFailure("no loop for the tests: \(error)")
    }
  }()
}
