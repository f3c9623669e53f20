import TestSupport
import Testing

@testable import Manifests

struct DurationWrittenTests {
  @Test(
    arguments: [
      ("250ms", .milliseconds(250)), ("5s", .seconds(5)), ("2m", .seconds(120)),
      ("1h", .seconds(3_600)), ("1h30m", .seconds(5_400)), ("1d", .seconds(86_400)),
      ("1h0m5s1ms", .seconds(3_605) + .milliseconds(1)), ("1.5s", .milliseconds(1_500)),
      ("0s", .zero), ("PT5S", .seconds(5)), ("PT0.5S", .milliseconds(500)),
      ("P1D", .seconds(86_400)),
      ("P1DT2H3M", .seconds(86_400 + 7_380)), ("P2W", .seconds(1_209_600)),
      ("0.001ms", .nanoseconds(1_000)),
    ] as [(String, Duration)])
  func `durations are read as people and ISO 8601 write them`(text: String, duration: Duration) {
    #expect(Duration(written: text) == duration)
  }

  @Test(arguments: [
    "", "5", "s", "5 s", "-5s", "+5s", "5S", "5sec", "1m1h", "1s1s", "1..5s", ".5s", "1.s", "5s ",
    "P", "PT", "P1DT", "P1Y", "P1M", "PT5", "pt5s", "T5S", "PT1S1M", "1h 30m", "99999999999d",
    "9999999999999s", "1µs", "٣s", "P\u{301}T5S", "PT\u{301}5S",
  ])
  func `everything else is refused`(text: String) {
    #expect(Duration(written: text) == nil)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `what is written is read again`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let magnitude = Int64.random(in: 0...62, using: &generator)
      let duration = Duration.nanoseconds(Int64.random(in: 0...(1 << magnitude), using: &generator))
      #expect(Duration(written: duration.written) == duration, "\(duration.written)")
    }
  }

  @Test func `whole units are written without rest`() {
    #expect(Duration.seconds(86_400).written == "24h")
    #expect(Duration.milliseconds(1_500).written == "1s500ms")
    #expect(Duration.nanoseconds(1_500).written == "0.0015ms")
    #expect(Duration.zero.written == "0s")
  }
}
