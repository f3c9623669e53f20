import Instants
import Testing

@Suite struct WallTimeRFC3339Tests {
  /// Text, nanoseconds since the epoch, the text that is written for it.
  static let instants: [(String, Int64, String)] = [
    ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
    ("1970-01-01t00:00:00.000z", 0, "1970-01-01T00:00:00Z"),
    ("1970-01-01 01:00:00+01:00", 0, "1970-01-01T00:00:00Z"),
    ("1969-12-31T23:59:59.5Z", -500_000_000, "1969-12-31T23:59:59.500Z"),
    ("1970-01-01T00:00:00.000001Z", 1_000, "1970-01-01T00:00:00.000001Z"),
    ("1970-01-01T00:00:00.1234567899Z", 123_456_789, "1970-01-01T00:00:00.123456789Z"),
    ("2026-03-29T01:30:00.5+01:00", 1_774_744_200_500_000_000, "2026-03-29T00:30:00.500Z"),
    ("2026-03-29T01:30:00-00:30", 1_774_749_600_000_000_000, "2026-03-29T02:00:00Z"),
    ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000, "2017-01-01T00:00:00Z"),
    ("2262-04-11T23:47:16.854775807Z", .max, "2262-04-11T23:47:16.854775807Z"),
  ]

  @Test(arguments: instants)
  func `an instant is read and written`(text: String, nanoseconds: Int64, written: String) {
    let time = WallTime(rfc3339: text)
    #expect(time == WallTime(nanosecondsSinceEpoch: nanoseconds))
    #expect(time?.rfc3339 == written)
  }

  @Test func `the earliest instant can be written`() {
    #expect(WallTime(nanosecondsSinceEpoch: .min).rfc3339 == "1677-09-21T00:12:43.145224192Z")
  }

  @Test(arguments: [
    "", "2026", "2026-01-01", "2026-01-01T00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00z ",
    "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
    "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60",
    "2026-01-01T00:00:00+0100", "+026-01-01T00:00:00Z", "٢٠٢٦-01-01T00:00:00Z",
    "2263-01-01T00:00:00Z", "1600-01-01T00:00:00Z", "2262-04-11T23:47:16.854775808Z",
  ])
  func `what is no instant, or out of range, is refused`(text: String) {
    #expect(WallTime(rfc3339: text) == nil)
  }

  @Test(arguments: [
    (0, "2026-01-01T00:00:00.250+00:00"), (3_600, "2026-01-01T01:00:00.250+01:00"),
    (-12_600, "2025-12-31T20:30:00.250-03:30"), (20_700, "2026-01-01T05:45:00.250+05:45"),
    (-2_670, "2025-12-31T23:16:00.250-00:44"), (3_208, "2026-01-01T00:53:00.250+00:53"),
    (-30, "2026-01-01T00:00:00.250+00:00"),
  ])
  func `a local time names the same instant as UTC`(offset: Int, text: String) throws {
    let time = try #require(WallTime(rfc3339: "2026-01-01T00:00:00.25Z"))
    #expect(time.rfc3339(offsetSeconds: offset) == text)
    #expect(WallTime(rfc3339: text) == time)
  }
}
