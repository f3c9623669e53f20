import Instants
import Testing

@testable import Deliveries

struct HTTPDateTests {
  private let now = WallTime(secondsSinceEpoch: 1_795_264_800)  // 2026-11-21

  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
    ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
    ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
    ("Wed Nov 16 08:49:37 1994", "1994-11-16T08:49:37Z"),
    ("Thu, 29 Feb 2024 23:59:60 GMT", "2024-03-01T00:00:00Z"),
    ("Sat, 21-Nov-26 00:00:00 GMT", nil),
    ("Saturday, 21-Nov-26 00:00:00 GMT", "2026-11-21T00:00:00Z"),
    ("Monday, 01-Jan-76 00:00:00 GMT", "2076-01-01T00:00:00Z"),
    ("Monday, 01-Jan-77 00:00:00 GMT", "1977-01-01T00:00:00Z"),
    ("Sun, 06 Nov 9999 08:49:37 GMT", "2262-04-11T23:47:16.854775807Z"),
    ("Sun, 6 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37", nil),
    ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("Sun, 31 Nov 1994 08:49:37 GMT", nil),
    ("Fri, 29 Feb 2023 00:00:00 GMT", nil), ("Sun, 06 nov 1994 08:49:37 GMT", nil),
    ("Xyz, 06 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 24:00:00 GMT", nil),
    ("Sun, 06 Nov 1994 08:60:00 GMT", nil), ("Sun, 06 Nov 1994 08:49:61 GMT", nil),
    ("Sun, 06 Nov 1994 8:49:37 GMT", nil), ("Sun, 00 Nov 1994 08:49:37 GMT", nil),
    ("Sun, 06 Nov 94 08:49:37 GMT", nil), ("1994-11-06T08:49:37Z", nil), ("", nil), ("GMT", nil),
  ])
  func `the three forms of RFC 9110 are read, and nothing else`(text: String, expected: String?) {
    #expect(HTTPDate.parse(text, now: now)?.rfc3339 == expected)
  }
}
