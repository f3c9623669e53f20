import EventLoops
import Testing

@testable import Dispatching

struct StandingLineTests {
  private let line = Line(StandingLine(maxWait: .seconds(1), places: 4))

  @Test func `a burst that is served soon is let in whole`() {
    for burst in 0..<50 {
      for _ in 0..<20 { #expect(line.join(burst * 200)) }
      for _ in 0..<20 { line.leave(burst * 200, burst * 200 + 90) }
    }
    #expect(line.count == 0)
  }

  @Test func `where all wait long for a whole interval, the next are turned away at once`() {
    #expect(line.join(0) && line.join(400))
    line.leave(0, 500)
    #expect(line.join(999))
    #expect(!line.join(1_000))
    // One that was served soon shows that there is room again.
    line.leave(999, 1_050)
    #expect(line.join(1_060))
  }

  @Test func `an empty line takes anybody`() {
    #expect(line.join(0))
    #expect(!line.join(5_000))
    line.leave(0, 5_001)
    #expect(line.join(5_002))
  }

  @Test func `overload that comes back is seen sooner, and forgotten after a while`() {
    #expect(line.join(0))
    #expect(!line.join(1_000))
    line.leave(0, 1_001)
    #expect(line.join(1_100) && line.join(1_200))
    #expect(!line.join(1_225))
    for _ in 0..<2 { line.leave(1_100, 1_300) }
    #expect(line.join(20_000) && line.join(20_999))
    #expect(!line.join(21_000))
  }

  @Test func `the line has an end`() {
    for _ in 0..<StandingLine.fewest { #expect(line.join(0)) }
    #expect(!line.join(0))
    let wide = Line(StandingLine(maxWait: .zero, places: 1_000))
    for _ in 0..<8_000 { #expect(wide.join(0)) }
    #expect(!wide.join(0))
  }
}

/// A line whose times are milliseconds.
private final class Line {
  private var line: StandingLine

  init(_ line: StandingLine) { self.line = line }

  var count: Int { line.count }

  func join(_ now: Int) -> Bool { line.join(now: time(now)) }

  func leave(_ joinedAt: Int, _ now: Int) { line.leave(joinedAt: time(joinedAt), now: time(now)) }

  private func time(_ milliseconds: Int) -> MonotonicTime {
    MonotonicTime(nanoseconds: UInt64(milliseconds) * 1_000_000)
  }
}
