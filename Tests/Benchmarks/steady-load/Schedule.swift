/// When each request should be sent, in nanoseconds from the start.
struct Schedule {
  var requestsPerSecond: Int
  var seconds: Int

  var count: Int { requestsPerSecond * seconds }

  func due(_ request: Int) -> Int64 { Int64(request) * 1_000_000_000 / Int64(requestsPerSecond) }
}
