import Testing

@testable import Routing

struct HTTPRouteTests {
  @Test(
    arguments: [
      (["POST"], nil, ["POST"], nil, true), (["POST"], nil, ["GET"], nil, false),
      (["GET", "POST"], nil, ["PUT", "GET"], nil, true), (["POST"], "a", ["POST"], nil, false),
      (["POST"], "a", ["POST"], "a", true), (["POST"], "a", ["POST"], "b", false),
    ] as [([String], String?, [String], String?, Bool)])
  func `routes conflict where path, host and a method are the same`(
    methods: [String], host: String?, otherMethods: [String], otherHost: String?, isConflict: Bool
  ) throws {
    let route = HTTPRoute(pattern: try HTTPPathPattern("/{a}"), methods: methods, host: host)
    let same = try HTTPPathPattern("/{b}")
    let other = HTTPRoute(pattern: same, methods: otherMethods, host: otherHost)
    #expect(route.conflicts(with: other) == isConflict)
    let elsewhere = HTTPRoute(
      pattern: try HTTPPathPattern("/b"), methods: otherMethods, host: otherHost)
    #expect(!route.conflicts(with: elsewhere))
  }
}
