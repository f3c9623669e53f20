import Instants
import Schedules
import Testing

@Suite struct PosixTimeZoneTests {
  /// Rule, instant, offset in seconds.
  static let offsets: [(String, String, Int)] = [
    ("UTC0", "2026-07-01T00:00:00Z", 0),
    ("<+0330>-3:30", "2026-07-01T00:00:00Z", 12_600),
    ("<-00>0:44:30", "1970-01-01T00:00:00Z", -2_670),
    ("EST5EDT,M3.2.0/2,M11.1.0", "2026-03-08T06:59:59Z", -18_000),
    ("EST5EDT,M3.2.0/2,M11.1.0", "2026-03-08T07:00:00Z", -14_400),
    ("EST5EDT,M3.2.0/2,M11.1.0", "2026-11-01T05:59:59Z", -14_400),
    ("EST5EDT,M3.2.0/2,M11.1.0", "2026-11-01T06:00:00Z", -18_000),
    // Days of the year, with and without the 29th of February.
    ("AAA0BBB,J60/0,J61/0", "2028-02-29T23:59:59Z", 0),
    ("AAA0BBB,J60/0,J61/0", "2028-03-01T00:00:00Z", 3_600),
    ("AAA0BBB,J60/0,J61/0", "2026-03-01T00:00:00Z", 3_600),
    ("AAA0BBB,59/0,60/0", "2028-02-29T00:00:00Z", 3_600),
    ("AAA0BBB,59/0,60/0", "2028-02-28T23:59:59Z", 0),
    ("AAA0BBB,59/0,60/0", "2026-03-01T00:00:00Z", 3_600),
    // The southern half of the world: summer lies over New Year.
    ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2026-01-01T00:00:00Z", 46_800),
    ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2026-07-01T00:00:00Z", 43_200),
    // Winter time as the exception, and hours below zero and beyond 24.
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3_600),
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7_200),
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3_600),
    ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59Z", 7_200),
    ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", 10_800),
    // Summer time all year long: RFC 9636, section 3.3.1.
    ("EST5EDT,0/0,J365/25", "2026-01-01T04:59:59Z", -14_400),
    ("EST5EDT,0/0,J365/25", "2026-01-01T05:00:00Z", -14_400),
    ("EST5EDT,0/0,J365/25", "2028-12-31T12:00:00Z", -14_400),
  ]

  @Test(arguments: offsets)
  func `a rule gives the offset of every instant`(rule: String, time: String, offset: Int) throws {
    let rules = try #require(TimeZoneRules(posix: rule))
    #expect(rules.offsetSeconds(at: try instant(time)) == offset)
  }

  @Test(arguments: [
    "", "U0", "UTC", "UTC25", "UTC0:60", "<+03-3", "EST5EDT", "EST5EDT,M3.2.0",
    "EST5EDT,M13.1.0,J1",
    "EST5EDT,M3.0.0,J1", "EST5EDT,M3.6.0,J1", "EST5EDT,M3.1.7,J1", "EST5EDT,J0,J1",
    "EST5EDT,J366,J1", "EST5EDT,366,J1", "EST5EDT,J1/168,J2", "EST5EDT,J1,J2,", "E$T5", "UTC0 ",
    "AAA0BBB,0,365/67",
  ])
  func `what is no rule is refused`(rule: String) {
    #expect(TimeZoneRules(posix: rule) == nil)
  }
}
