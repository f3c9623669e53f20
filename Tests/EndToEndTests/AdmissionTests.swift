import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct AdmissionTests {
    @Test func `a source takes only who proves that it may send, and tells nobody how`()
      async throws
    {
      let secret = "open-sesame-4714"
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions:
          f: { target: { http: "\(function.url)", format: passthrough } }
        sources:
          token: { http: { path: /token, auth: { bearer: "${env:KEY}" } } }
          user: { http: { path: /user, auth: { basic: { users: { ann: "${env:KEY}" } } } } }
          key: { http: { path: /key, auth: { apiKey: { query: key, keys: "${env:KEY}" } } } }
          away: { http: { path: /away, allow: 10.0.0.0/8 } }
          open: { http: { path: /open } }
        associations:
          a: { from: [token, user, key, away, open], to: f }
          q: { from: [token, key], to: f, mode: queued }
        """, environment: ["KEY": secret])
      let refused = try await router.http.send("POST", "/token", body: "x")
      #expect(refused.status == 401)
      #expect(refused.header("WWW-Authenticate") == "Bearer realm=\"token\"")
      #expect(refused.header("Content-Type") == "application/problem+json")
      #expect(try await router.http.send("POST", "/away", body: "x").status == 403)
      #expect(try await router.http.send("POST", "/open", body: "x").status == 200)
      let token = ["Authorization": "Bearer \(secret)", "X-Other": "kept"]
      #expect(try await router.http.send("POST", "/token", token, body: "x").status == 200)
      #expect(try await router.http.send("POST", "/key?a=1&key=\(secret)", body: "x").status == 200)
      #expect(try await curl(router, "/user", ["-u", "ann:\(secret)"]) == "200")
      #expect(try await curl(router, "/user", ["-u", "ann:wrong"]) == "401")
      #expect(await function.wait(for: 6))
      for call in function.calls {
        #expect(call["authorization"] == nil)
        #expect(!call.target.contains(secret))
      }
      #expect(function.calls.contains { $0["x-other"] == "kept" })
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(metrics.contains("patchbay_refused_total{source=\"token\",reason=\"missing\"} 1"))
      #expect(metrics.contains("patchbay_refused_total{source=\"user\",reason=\"invalid\"} 1"))
      #expect(metrics.contains("patchbay_refused_total{source=\"away\",reason=\"address\"} 1"))
      let sources = try await router.admin.send("GET", "/v1/sources").text
      #expect(sources.contains("bearer") && !sources.contains(secret))
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      #expect(!router.log.text.contains(secret))
      for name in try filesOf(router.folder.file("data")) {
        let text = String(
          decoding: try readFile(router.folder.file("data/\(name)")), as: UTF8.self)
        #expect(!text.contains(secret), "\(name)")
      }
    }

    @Test func `a path is the same however its letters are written`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)", format: passthrough } } }
        sources:
          all: { http: { path: "/open/{rest...}" } }
          few: { http: { path: /open/admin, auth: { bearer: secret } } }
        associations: { a: { from: [all, few], to: f } }
        """)
      for path in ["/open/admin", "/open/%61dmin", "/open/ad%6Din", "/%6fpen/%61%64%6d%69%6e"] {
        #expect(try await router.http.send("POST", path, body: "x").status == 401)
      }
      #expect(try await router.http.send("POST", "/open/a%20b%7e", body: "x").status == 200)
      #expect(function.calls.map(\.target) == ["/a%20b~"])
    }

    @Test func `nobody uses up the rate of a sender by wrong signatures`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        sources:
          in:
            http:
              path: /in
              auth: { hmac: { scheme: github, secrets: "It's a Secret to Everybody" } }
              rate: { limit: 1/h, by: { header: X-Tenant } }
        associations: { a: { from: in, to: f } }
        """)
      func status(_ sign: String) async throws -> Int {
        try await router.http.send(
          "POST", "/in", ["X-Hub-Signature-256": "sha256=\(sign)", "X-Tenant": "acme"],
          body: "Hello, World!"
        ).status
      }
      let sign = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
      for _ in 0..<3 { #expect(try await status(String(sign.reversed())) == 401) }
      #expect(try await status(sign) == 200)
      #expect(try await status(sign) == 429)
    }

    @Test func `functions are invoked directly only by who may`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)", format: passthrough } } }
        invocations: { auth: { bearer: "${env:KEY}" }, rate: { limit: 2/h, by: key } }
        """, environment: ["KEY": "open-sesame-4714"])
      for path in ["/function/f", "/async-function/f", "/function/f/more", "/function/none"] {
        let refused = try await router.http.send("POST", path, body: "x")
        #expect(refused.status == 401)
        #expect(refused.header("WWW-Authenticate") == "Bearer realm=\"/function\"")
      }
      let token = ["Authorization": "Bearer open-sesame-4714"]
      #expect(try await router.http.send("POST", "/function/f", token, body: "x").status == 200)
      #expect(
        try await router.http.send("POST", "/async-function/f", token, body: "x").status == 202)
      #expect(try await router.http.send("POST", "/function/f", token, body: "x").status == 429)
      #expect(await function.wait(for: 2))
      #expect(function.calls.allSatisfy { $0["authorization"] == nil })
      let metrics = try await router.admin.send("GET", "/metrics").text
      #expect(
        metrics.contains("patchbay_refused_total{source=\"/function\",reason=\"missing\"} 4"))
    }

    @Test func `signed invocations are checked, too`() async throws {
      let function = try await RecordingFunction()
      let router = try await RunningRouter(
        """
        functions: { f: { target: { http: "\(function.url)" } } }
        invocations: { auth: { hmac: { scheme: github, secrets: "It's a Secret to Everybody" } } }
        """)
      // The example of GitHub's documentation.
      let sign = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
      func status(_ sign: String) async throws -> Int {
        try await router.http.send(
          "POST", "/function/f", ["X-Hub-Signature-256": "sha256=\(sign)"], body: "Hello, World!"
        ).status
      }
      #expect(try await status(sign) == 200)
      #expect(try await status(String(sign.reversed())) == 401)
      #expect(function.calls.count == 1)
    }

    @Test func `a token that is rotated in its file is taken at once and the old one no more`()
      async throws
    {
      let folder = try TemporaryFolder()
      try folder.write("token", "first\n")
      let router = try await RunningRouter(
        """
        functions: { f: { target: { exec: [/bin/cat] } } }
        sources: { in: { http: { path: /in, auth: { bearer: "${file:token}" } } } }
        associations: { a: { from: in, to: f } }
        """, folder: folder)
      #expect(try await curl(router, "/in", ["-H", "Authorization: Bearer first"]) == "200")
      try folder.write("token", "second\n")
      #expect(await router.log.first(containing: "reloaded sources=") != nil)
      #expect(try await curl(router, "/in", ["-H", "Authorization: Bearer first"]) == "401")
      #expect(try await curl(router, "/in", ["-H", "Authorization: Bearer second"]) == "200")
    }

    /// The status that curl gets for a POST.
    private func curl(_ router: RunningRouter, _ path: String, _ options: [String]) async throws
      -> String
    {
      let curl = try ChildProcess(
        "curl",
        ["-s", "-o", "/dev/null", "-w", "%{http_code}\\n", "-d", "x"] + options
          + ["http://127.0.0.1:\(router.http.port)\(path)"])
      return await curl.output.next() ?? ""
    }
  }
}
