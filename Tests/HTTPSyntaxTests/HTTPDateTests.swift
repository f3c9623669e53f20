import HTTPSyntax
import Instants
import Testing

@Suite struct HTTPDateTests {
  private let now = WallTime(secondsSinceEpoch: 1_790_000_000)  // 2026

  @Test(
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
      (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
      (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
      (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
      (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
      (4_102_444_800, "Fri, 01 Jan 2100 00:00:00 GMT"),
    ] as [(Int64, String)])
  func `an instant is written as a date and read back`(seconds: Int64, text: String) {
    var output: [UInt8] = []
    let time = WallTime(secondsSinceEpoch: seconds)
    HTTPDate.append(time, to: &output)
    #expect(String(decoding: output, as: UTF8.self) == text)
    #expect(parse(String(decoding: output, as: UTF8.self)) == time)
  }

  @Test(arguments: [
    "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 6 Nov 1994 08:49:37 GMT",
  ])
  func `the obsolete forms are read`(text: String) {
    let time = WallTime(secondsSinceEpoch: 784_111_777)
    #expect(parse(text) == time)
  }

  @Test func `a short year is the one nearest to now`() {
    let future = "Friday, 06-Nov-76 08:49:37 GMT"
    let past = "Sunday, 06-Nov-77 08:49:37 GMT"
    #expect(parse(future)?.rfc3339 == "2076-11-06T08:49:37Z")
    #expect(parse(past)?.rfc3339 == "1977-11-06T08:49:37Z")
  }

  @Test(arguments: [
    "", "120", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
    "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
    "Son, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Sun,", "Sun",
    "Sun, 06 Nov 1994 08:49:37 GMT and more", "Sun, 06 Nov 99994 08:49:37 GMT",
  ])
  func `what is no date is not read`(text: String) {
    #expect(parse(text) == nil)
  }

  private func parse(_ text: String) -> WallTime? {
    HTTPDate.parse(text.utf8.span, now: now)
  }
}
