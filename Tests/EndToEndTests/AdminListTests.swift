import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct AdminListTests {
    @Test func `a function's versions and aliases are listed, and each has an address`()
      async throws
    {
      let router = try await RunningRouter(
        """
        functions:
          f:
            versions:
              1: { target: { http: "http://127.0.0.1:9/" } }
              2: { target: { http: "http://127.0.0.1:9/", headers: { X: "${env:KEY}" } } }
            aliases: { live: { 1: 90, 2: 10 } }
          g: { target: { exec: ["/bin/true"] } }
        """, environment: ["KEY": "hidden"])
      func get(_ path: String) async throws -> JSONValue? {
        let reply = try await router.admin.send("GET", "/v1/functions/\(path)")
        guard reply.status == 200 else { return nil }
        return try JSONValue(parsing: Array(reply.text.utf8).span)
      }
      let versions = try #require(try await get("f/versions"))
      #expect(versions["items"]?.array?.compactMap { $0["name"]?.string } == ["1", "2"])
      let second = try await get("f/versions/2")
      #expect(second?["target"]?["headers"]?["X"]?.string == "***")
      let alias = try await get("f/aliases/live")
      #expect(alias?["versions"] == ["1": 90, "2": 10])
      #expect(try await get("f/aliases")?["items"]?.array?.count == 1)
      #expect(try await get("g/versions/latest")?["target"]?["exec"] != nil)
      for wrong in ["f/versions/3", "f/aliases/dead", "f/nothing", "h/versions"] {
        #expect(try await get(wrong) == nil, "\(wrong) is there")
      }
    }
  }
}
