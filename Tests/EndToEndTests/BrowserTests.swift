import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct BrowserTests {
    private let page = "https://app.example"

    private func start(_ cors: String) async throws -> (RunningRouter, RecordingFunction) {
      let function = try await RecordingFunction { _, _ in
        FunctionAnswer(headers: [("Access-Control-Allow-Origin", "*"), ("X-Mine", "kept")])
      }
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          in: { http: { path: /in, methods: [POST, PUT], auth: { bearer: t }, cors: { \(cors) } } }
          plain: { http: { path: /plain } }
        associations: { a: { from: [in, plain], to: f } }
        """)
      return (router, function)
    }

    @Test func `a browser may ask before it sends, and is answered as the source says`()
      async throws
    {
      let (router, _) = try await start(
        "origins: [\"\(page)\"], headers: [Content-Type, Authorization], credentials: true, "
          + "maxAge: 5m")
      let question = [
        "Origin": page, "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization",
      ]
      let answer = try await router.http.send("OPTIONS", "/in", question)
      #expect(answer.status == 204)
      #expect(answer.header("Access-Control-Allow-Origin") == page)
      #expect(answer.header("Access-Control-Allow-Credentials") == "true")
      #expect(answer.header("Access-Control-Allow-Methods") == "POST, PUT")
      #expect(answer.header("Access-Control-Allow-Headers") == "Content-Type, Authorization")
      #expect(answer.header("Access-Control-Max-Age") == "300")
      #expect(answer.header("Vary") == "Origin")
      let other = try await router.http.send(
        "OPTIONS", "/in", question.merging(["Origin": "https://evil.example"]) { $1 })
      #expect(other.status == 204 && other.header("Access-Control-Allow-Origin") == nil)
      #expect(other.header("Access-Control-Allow-Methods") == nil)
      #expect(other.header("Vary") == "Origin")
      let plain = try await router.http.send("OPTIONS", "/plain", question)
      #expect(plain.header("Access-Control-Allow-Origin") == nil)
      let unknown = question.merging(["Access-Control-Request-Method": "DELETE"]) { $1 }
      let wrong = try await router.http.send("OPTIONS", "/in", unknown)
      #expect(wrong.header("Access-Control-Allow-Origin") == nil)
    }

    @Test func `answers and refusals tell a browser who may read them`() async throws {
      let (router, function) = try await start("origins: [\"\(page)\"], credentials: true")
      let fields = ["Origin": page, "Authorization": "Bearer t"]
      let answer = try await router.http.send("POST", "/in", fields, body: "x")
      #expect(answer.status == 200 && answer.header("X-Mine") == "kept")
      #expect(answer.count(of: "Access-Control-Allow-Origin") == 1)
      #expect(answer.header("Access-Control-Allow-Origin") == page)
      #expect(answer.header("Access-Control-Expose-Headers")?.contains("X-Patchbay") == true)
      let refused = try await router.http.send("POST", "/in", ["Origin": page], body: "x")
      #expect(refused.status == 401)
      #expect(refused.header("Access-Control-Allow-Origin") == page)
      // Other pages, and the next request of the same connection, are told nothing.
      let other = try await router.http.send(
        "POST", "/in", fields.merging(["Origin": "https://evil.example"]) { $1 }, body: "x")
      #expect(other.status == 200 && other.header("Access-Control-Allow-Origin") == nil)
      #expect(other.header("Vary") == "Origin")
      let plain = try await router.http.send("POST", "/plain", ["Origin": page], body: "x")
      #expect(plain.header("Access-Control-Allow-Origin") == "*" && plain.header("Vary") == nil)
      #expect(function.calls.count == 3)
    }

    @Test func `where every page may send no page's name is repeated`() async throws {
      let (router, _) = try await start("origins: \"*\", methods: [POST]")
      let question = [
        "Origin": page, "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "X-One, X-Two",
      ]
      let answer = try await router.http.send("OPTIONS", "/in", question)
      #expect(answer.header("Access-Control-Allow-Origin") == "*")
      #expect(answer.header("Access-Control-Allow-Methods") == "POST")
      #expect(answer.header("Access-Control-Allow-Headers") == "X-One, X-Two")
      #expect(answer.header("Access-Control-Allow-Credentials") == nil)
      #expect(answer.header("Vary") == nil)
    }

    @Test func `who sends too much is told when to come again, on all loops together`()
      async throws
    {
      let router = try await RunningRouter(
        """
        functions: { f: { target: { exec: [/bin/cat] } } }
        sources: { in: { http: { path: /in, rate: { limit: 5/h, burst: 5 } } } }
        associations: { a: { from: in, to: f, mode: queued } }
        """)
      let replies = try await sendAtOnce(20, to: router, path: "/in")
      #expect(replies.count { $0.status == 202 } == 5)
      #expect(replies.count { $0.status == 429 } == 15)
      let refused = try #require(replies.first { $0.status == 429 })
      #expect(
        refused.header("Retry-After").flatMap { Int($0) }.map { (1...720).contains($0) } == true)
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(metrics.contains("patchbay_refused_total{source=\"in\",reason=\"rate\"} 15"))
    }
  }
}

extension HTTPReply {
  fileprivate func count(of name: String) -> Int {
    String(decoding: headerLines, as: UTF8.self).split(separator: "\r\n").count {
      $0.lowercased().hasPrefix(name.lowercased() + ":")
    }
  }
}
