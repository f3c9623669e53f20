import Instants
import TestSupport
import Testing

@testable import Admissions
@testable import Manifests

@Suite struct RateTests {
  private static let start: Int64 = 1_800_000_000_000

  private func refusal(
    _ admission: Admission, _ fields: [String] = [], query: String = "", peer: String = "192.0.2.1",
    atMilliseconds time: Int64
  ) -> Refusal? {
    admission.refusal(
      fields, query: query, peer: peer,
      at: WallTime(millisecondsSinceEpoch: RateTests.start + time))
  }

  @Test func `a burst is let in, then as much as the rate allows`() throws {
    let admission = try admission("rate: { limit: 10/s, burst: 3 }")
    #expect(admission.needsPeer)
    for _ in 0..<3 { #expect(refusal(admission, atMilliseconds: 0) == nil) }
    let refused = try #require(refusal(admission, atMilliseconds: 0))
    #expect(refused.status == 429 && refused.reason == .rate && refused.retryAfterSeconds == 1)
    #expect(refusal(admission, atMilliseconds: 99) != nil)
    #expect(refusal(admission, atMilliseconds: 100) == nil)
    #expect(refusal(admission, atMilliseconds: 100) != nil)
    for _ in 0..<3 { #expect(refusal(admission, atMilliseconds: 10_000) == nil) }
    #expect(refusal(admission, atMilliseconds: 10_000) != nil)
  }

  @Test(arguments: [("1/s", 1), ("30/m", 2), ("1/m", 60), ("1/h", 3_600), ("3/h", 1_200)])
  func `whoever is refused is told how long to wait, and then let in`(
    limit: String, seconds: Int
  ) throws {
    let admission = try admission("rate: { limit: \(limit), burst: 1 }")
    #expect(refusal(admission, atMilliseconds: 0) == nil)
    #expect(refusal(admission, atMilliseconds: 0)?.retryAfterSeconds == seconds)
    let end = Int64(seconds) * 1_000
    #expect(refusal(admission, atMilliseconds: end - 1)?.retryAfterSeconds == 1)
    #expect(refusal(admission, atMilliseconds: end) == nil)
  }

  @Test func `a bucket holds as much as the limit where no burst is said`() throws {
    let admission = try admission("rate: 5/m")
    for _ in 0..<5 { #expect(refusal(admission, atMilliseconds: 0) == nil) }
    #expect(refusal(admission, atMilliseconds: 0)?.status == 429)
  }

  @Test func `senders are told by address, an IPv6 one by its network`() throws {
    let admission = try admission("rate: 1/h")
    #expect(refusal(admission, peer: "192.0.2.1", atMilliseconds: 0) == nil)
    #expect(refusal(admission, peer: "192.0.2.2", atMilliseconds: 0) == nil)
    #expect(refusal(admission, peer: "::ffff:192.0.2.2", atMilliseconds: 0) != nil)
    #expect(refusal(admission, peer: "2001:db8:1:2::1", atMilliseconds: 0) == nil)
    #expect(refusal(admission, peer: "2001:db8:1:2:ffff::9", atMilliseconds: 0) != nil)
    #expect(refusal(admission, peer: "2001:db8:1:3::1", atMilliseconds: 0) == nil)
  }

  @Test func `by address, wrong tokens count too; by key, only those that are right`() throws {
    let byAddress = try admission("auth: { bearer: t }, rate: { limit: 1/h }")
    #expect(refusal(byAddress, atMilliseconds: 0)?.status == 401)
    #expect(refusal(byAddress, ["Authorization: Bearer t"], atMilliseconds: 0)?.status == 429)
    let byKey = try admission("auth: { bearer: [t, u] }, rate: { limit: 1/h, by: key }")
    #expect(!byKey.needsPeer)
    for _ in 0..<3 { #expect(refusal(byKey, atMilliseconds: 0)?.status == 401) }
    #expect(refusal(byKey, ["Authorization: Bearer t"], atMilliseconds: 0) == nil)
    #expect(refusal(byKey, ["Authorization: Bearer t"], atMilliseconds: 0)?.status == 429)
    #expect(refusal(byKey, ["Authorization: Bearer u"], atMilliseconds: 0) == nil)
  }

  @Test func `keys in header and query tell senders apart`() throws {
    let rate = "rate: { limit: 1/h, by: key }"
    let header = try admission("auth: { apiKey: [k, l] }, \(rate)")
    #expect(refusal(header, ["X-API-Key: k"], atMilliseconds: 0) == nil)
    #expect(refusal(header, ["X-API-Key: l"], atMilliseconds: 0) == nil)
    #expect(refusal(header, ["X-API-Key: l"], atMilliseconds: 0) != nil)
    let query = try admission("auth: { apiKey: { query: k, keys: [a, b] } }, \(rate)")
    #expect(refusal(query, query: "?k=a", atMilliseconds: 0) == nil)
    #expect(refusal(query, query: "?k=b", atMilliseconds: 0) == nil)
    #expect(refusal(query, query: "?x&k=%61", atMilliseconds: 0) != nil)
  }

  @Test func `a header of the sender's choice tells senders apart`() throws {
    let admission = try admission("rate: { limit: 1/h, by: { header: X-Tenant } }")
    #expect(refusal(admission, ["X-Tenant: a"], atMilliseconds: 0) == nil)
    #expect(refusal(admission, ["x-tenant: a"], atMilliseconds: 0) != nil)
    #expect(refusal(admission, ["X-Tenant: b"], atMilliseconds: 0) == nil)
    #expect(refusal(admission, atMilliseconds: 0) == nil)
    #expect(refusal(admission, atMilliseconds: 0) != nil)
  }

  @Test func `a clock that is set back keeps nobody out for long`() throws {
    let admission = try admission("rate: { limit: 1/s, burst: 2 }")
    for _ in 0..<2 { #expect(refusal(admission, atMilliseconds: 3_600_000) == nil) }
    #expect(refusal(admission, atMilliseconds: 0) != nil)
    #expect(refusal(admission, atMilliseconds: 1_000) == nil)
  }

  @Test func `buckets stay as they are when a manifest is read again`() throws {
    let memory = AdmissionMemory()
    func again(_ rate: String) throws -> Admission {
      try AdmissionsTests.admission("rate: \(rate)", memory: memory)
    }
    #expect(refusal(try again("1/h"), atMilliseconds: 0) == nil)
    #expect(refusal(try again("1/h"), atMilliseconds: 0) != nil)
    #expect(refusal(try again("2/h"), atMilliseconds: 0) == nil)
    _ = memory.settle(on: Manifest())
    #expect(refusal(try again("2/h"), atMilliseconds: 0) == nil)
    #expect(refusal(try again("2/h"), atMilliseconds: 0) == nil)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a table keeps what was used last and no more`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let capacity = Int.random(in: 1...8, using: &random)
    var table = RecentTable(capacity: capacity)
    var model: [(key: UInt64, value: Int64)] = []
    for _ in 0..<2_000 {
      let key = UInt64.random(in: 0...12, using: &random)
      #expect(table[key] == model.first { $0.key == key }?.value)
      guard Bool.random(using: &random) else { continue }
      let value = Int64.random(in: 0...100, using: &random)
      table[key] = value
      model.removeAll { $0.key == key }
      model.append((key, value))
      if model.count > capacity { model.removeFirst() }
      #expect(table.count == model.count)
    }
  }

  @Test func `no crowd of senders makes a limiter grow beyond its bound`() throws {
    let limiter = RateLimiter(RateSpec(limit: 1, period: .hour, burst: 1))
    let now = WallTime(millisecondsSinceEpoch: RateTests.start)
    for sender in 0..<UInt64(3 * RateLimiter.maxSenders) {
      #expect(limiter.secondsToWait(for: sender, at: now) == nil)
    }
    #expect(limiter.senderCount == RateLimiter.maxSenders)
    // The last one is still known, the first one forgotten.
    #expect(limiter.secondsToWait(for: UInt64(3 * RateLimiter.maxSenders - 1), at: now) == 3_600)
    #expect(limiter.secondsToWait(for: 0, at: now) == nil)
  }
}
