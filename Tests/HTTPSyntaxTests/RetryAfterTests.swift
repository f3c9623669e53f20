import HTTPSyntax
import Instants
import Testing

@Suite struct RetryAfterTests {
  private static let now = WallTime(secondsSinceEpoch: 784_111_777)

  @Test(
    arguments: [
      ("0", .seconds(0)), ("120", .seconds(120)),
      ("Sun, 06 Nov 1994 08:50:37 GMT", .seconds(60)),
      ("Sun, 06 Nov 1994 08:48:37 GMT", .zero),
      ("99999999999999999999999999", .seconds(3_155_760_000)),
    ] as [(String, Duration)])
  func `seconds and dates are waits`(text: String, wait: Duration) {
    let found = retryAfter(text.utf8.span, now: Self.now)
    #expect(found == wait)
  }

  @Test(arguments: ["", "-1", "1.5", "soon", "1 2", "Sun, 06 Nov 1994"])
  func `anything else is no wait`(text: String) {
    let found = retryAfter(text.utf8.span, now: Self.now)
    #expect(found == nil)
  }
}
