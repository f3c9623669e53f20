import EventLoops

/// How many of the deliveries of the last while have failed.
///
/// Two halves take turns, so that what is counted is between half of the time and all of it old.
struct FailureWindow: Sendable {
  private struct Half {
    var count = 0
    var failures = 0
  }

  private let halfTime: Duration
  private var current = Half()
  private var previous = Half()
  private var began = MonotonicTime(nanoseconds: 0)

  init(_ time: Duration) { halfTime = time / 2 }

  var count: Int { current.count + previous.count }
  var failures: Int { current.failures + previous.failures }

  mutating func add(isFailure: Bool, _ now: MonotonicTime) {
    let age = now - began
    if age >= halfTime {
      previous = age < halfTime * 2 ? current : Half()
      current = Half()
      began = now
    }
    current.count += 1
    if isFailure { current.failures += 1 }
  }
}
