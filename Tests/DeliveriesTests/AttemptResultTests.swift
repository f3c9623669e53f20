import Instants
import Testing

@testable import Deliveries

struct AttemptResultTests {
  private let now = WallTime(secondsSinceEpoch: 784_111_777)  // 1994-11-06T08:49:37Z

  @Test func `every status has the meaning of Knative's delivery contract`() {
    let retried: Set = [404, 408, 409, 429]
    for status in 0...999 {
      let expected: AttemptResult.Kind =
        if (200...299).contains(status) {
          .delivered
        } else if retried.contains(status) || (500...599).contains(status) {
          .retryable
        } else {
          .permanent
        }
      let result = AttemptResult(httpStatus: status, retryAfterHeader: nil, now: now)
      #expect(result.kind == expected, "\(status)")
      #expect(result.status == status)
      #expect(result.reason == "HTTP \(status)")
      #expect(result.retryAfter == nil)
    }
  }

  @Test(
    arguments: [
      ("0", .zero), ("120", .seconds(120)), (" 7\t", .seconds(7)),
      ("99999999999999999999", .seconds(4_294_967_295)),
      ("Sun, 06 Nov 1994 08:50:37 GMT", .seconds(60)),
      ("Sunday, 06-Nov-94 08:50:37 GMT", .seconds(60)),
      ("Sun Nov  6 08:50:37 1994", .seconds(60)), ("Sun, 06 Nov 1994 08:49:36 GMT", .zero),
      ("", nil), (" ", nil), ("-1", nil), ("1.5", nil), ("soon", nil), ("１", nil),
    ] as [(String, Duration?)])
  func `Retry-After is read in seconds or as a date`(header: String, expected: Duration?) {
    for status in [429, 503] {
      let result = AttemptResult(httpStatus: status, retryAfterHeader: header, now: now)
      #expect(result.retryAfter == expected)
    }
  }

  @Test func `a date before 1970 is compared without overflow`() {
    let start = WallTime(nanosecondsSinceEpoch: .min)
    let result = AttemptResult(
      httpStatus: 503, retryAfterHeader: "Sun, 06 Nov 9999 08:49:37 GMT", now: start)
    #expect(result.retryAfter ?? .zero > .seconds(18_000_000_000))
  }

  @Test(arguments: [200, 202, 404, 408, 409, 500, 502, 504, 301])
  func `on other statuses Retry-After counts for nothing`(status: Int) {
    let result = AttemptResult(httpStatus: status, retryAfterHeader: "120", now: now)
    #expect(result.retryAfter == nil)
  }
}
