import Instants
import Testing

@Suite struct WallTimeTests {
  @Test(arguments: [
    (0, 0, 0), (1, 0, 0), (-1, -1, -1), (1_999_999_999, 1, 1_999), (-1_000_000_000, -1, -1_000),
    (-1_000_000_001, -2, -1_001), (Int64.max, 9_223_372_036, 9_223_372_036_854),
    (Int64.min, -9_223_372_037, -9_223_372_036_855),
  ])
  func `whole units are rounded down on both sides of the epoch`(
    nanoseconds: Int64, seconds: Int64, milliseconds: Int64
  ) {
    let time = WallTime(nanosecondsSinceEpoch: nanoseconds)
    #expect(time.secondsSinceEpoch == seconds)
    #expect(time.millisecondsSinceEpoch == milliseconds)
  }

  @Test func `what would lie beyond the range becomes its end`() {
    let latest = WallTime(nanosecondsSinceEpoch: .max)
    let earliest = WallTime(nanosecondsSinceEpoch: .min)
    let long = Duration.seconds(Int64.max)
    #expect(latest + .nanoseconds(1) == latest)
    #expect(earliest - .nanoseconds(1) == earliest)
    #expect(WallTime(secondsSinceEpoch: 1) + long == latest)
    #expect(WallTime(secondsSinceEpoch: -2) - long == earliest)
    #expect(WallTime(secondsSinceEpoch: -2) + .seconds(Int64.min) == earliest)
    #expect(latest - .seconds(-1) == latest)
  }

  @Test func `the time between the ends of the range is not cut`() {
    let latest = WallTime(nanosecondsSinceEpoch: .max)
    let earliest = WallTime(nanosecondsSinceEpoch: .min)
    #expect(latest - earliest == .nanoseconds(Int64.max) * 2 + .nanoseconds(1))
    #expect(earliest - latest < .zero)
  }

  static let durations: [(Duration, Int64)] = [
    (Duration.zero, 0), (.milliseconds(1_500), 1_500_000_000), (.nanoseconds(-1), -1),
    (.seconds(-2) - .nanoseconds(5), -2_000_000_005), (.seconds(Int64.max), Int64.max),
    (.seconds(Int64.min), Int64.min), (.nanoseconds(Int64.max) + .nanoseconds(1), Int64.max),
  ]

  @Test(arguments: durations)
  func `a duration is held in 64 bits of nanoseconds`(duration: Duration, nanoseconds: Int64) {
    #expect(duration.wholeNanoseconds == nanoseconds)
    #expect(duration.wholeMilliseconds == nanoseconds / 1_000_000)
  }

  @Test func `a duration is a number of seconds`() {
    #expect(Duration.milliseconds(1_500).inSeconds == 1.5)
    #expect(Duration.milliseconds(-250).inSeconds == -0.25)
  }
}
