import Instants
import Testing

@testable import CronConnector

@Suite struct FiredSpansTests {
  private func time(_ seconds: Int) -> WallTime { WallTime(secondsSinceEpoch: Int64(seconds)) }

  @Test func `a stretch is open at its start and closed at its end`() {
    var spans = FiredSpans()
    spans.add(after: time(10), through: time(20))
    #expect(spans.end(of: time(10)) == nil)
    #expect(spans.end(of: time(11)) == time(20))
    #expect(spans.end(of: time(20)) == time(20))
    #expect(spans.end(of: time(21)) == nil)
  }

  @Test func `stretches that touch become one, and a shorter one takes nothing away`() {
    var spans = FiredSpans()
    spans.add(after: time(10), through: time(20))
    spans.add(after: time(20), through: time(30))
    #expect(spans.end(of: time(11)) == time(30))
    spans.add(after: time(12), through: time(15))
    #expect(spans.end(of: time(11)) == time(30))
    spans.add(after: time(50), through: time(60))
    spans.add(after: time(25), through: time(40))
    #expect(spans.end(of: time(11)) == time(40))
    #expect(spans.end(of: time(45)) == nil)
    #expect(spans.end(of: time(55)) == time(60))
  }

  @Test func `the oldest stretch goes where there are too many`() {
    var spans = FiredSpans()
    for number in 0...FiredSpans.limit {
      spans.add(after: time(number * 100), through: time(number * 100 + 10))
    }
    #expect(spans.end(of: time(5)) == nil)
    #expect(spans.end(of: time(105)) == time(110))
    #expect(spans.end(of: time(FiredSpans.limit * 100 + 5)) != nil)
  }
}
