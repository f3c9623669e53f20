import Testing

@testable import Schedules

@Suite struct GoDurationTests {
  @Test(arguments: [
    ("90s", 90_000_000_000), ("1h30m", 5_400_000_000_000), ("1.5h", 5_400_000_000_000),
    (".5m", 30_000_000_000), ("1m0.000000001s", 60_000_000_001), ("2ms3us4ns", 2_003_004),
    ("1µs", 1_000), ("1μs", 1_000), ("0s", 0), ("1.1234567891s", 1_123_456_789),
  ])
  func `a duration is the sum of its parts`(text: String, nanoseconds: Int) {
    #expect(GoDuration.nanoseconds(Array(text.utf8)[...]) == nanoseconds)
  }

  @Test(arguments: [
    "", "s", "1", ".s", "1.s.", "-1s", "1 s", "1d", "1s2", "9999999h", "99999999999999999s",
    "1..5s",
  ])
  func `what is no duration is refused`(text: String) {
    #expect(GoDuration.nanoseconds(Array(text.utf8)[...]) == nil)
  }
}
