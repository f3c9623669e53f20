import EventLoops
import Testing

@testable import Dispatching

struct FailureWindowTests {
  private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

  @Test func `what is older than the window does not count, half of it does`() {
    var window = FailureWindow(.seconds(60))
    window.add(isFailure: true, start)
    window.add(isFailure: false, start + .seconds(29))
    #expect(window.count == 2 && window.failures == 1)
    window.add(isFailure: false, start + .seconds(30))
    #expect(window.count == 3 && window.failures == 1)
    window.add(isFailure: false, start + .seconds(60))
    #expect(window.count == 2 && window.failures == 0)
  }

  @Test func `after a long pause nothing counts`() {
    var window = FailureWindow(.seconds(60))
    window.add(isFailure: true, start)
    window.add(isFailure: false, start + .seconds(3_600))
    #expect(window.count == 1 && window.failures == 0)
  }
}
