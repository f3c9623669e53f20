import Instants
import Testing

@testable import Deliveries

struct NotBeforeTests {
  private let now = WallTime(secondsSinceEpoch: 1_774_747_800)

  @Test func `seconds count from now`() {
    #expect(NotBefore.read("0", now: now) == now)
    #expect(NotBefore.read("90", now: now) == now + .seconds(90))
  }

  @Test func `a time is itself, or now where it has passed`() {
    let time = now + .seconds(3_600)
    #expect(NotBefore.read(time.rfc3339, now: now) == time)
    #expect(NotBefore.read("2020-01-01T00:00:00Z", now: now) == now)
  }

  @Test(arguments: [
    "", " ", "-1", "1.5", "+5", "tomorrow", "2026-02-30T00:00:00Z", "2026-03-29",
    "99999999999999999999", "31536001", "2028-01-01T00:00:00Z",
  ])
  func `anything else and more than a year is refused`(text: String) {
    #expect(NotBefore.read(text, now: now) == nil)
  }

  @Test func `a year is the longest wait`() {
    #expect(NotBefore.read("31536000", now: now) == now + .seconds(31_536_000))
  }
}
