import EventLoops
import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct ApplyTests {
    private static let start = """
      functions:
        f: { target: { exec: [/bin/cat] } }
        g: { target: { exec: [/bin/cat] } }
      sources: { in: { http: { path: /in } } }
      associations: { a: { from: in, to: f } }
      """

    private func functions(_ names: [String]) -> String {
      "functions:\n" + names.map { "  \($0): { target: { exec: [/bin/cat] } }\n" }.joined()
    }

    private func apply(
      _ router: RunningRouter, _ manifest: String, query: String = "",
      _ fields: [String: String] = [:]
    ) async throws -> HTTPReply {
      try await router.admin.send("POST", "/v1/apply\(query)", fields, body: manifest)
    }

    private func file(_ router: RunningRouter) throws -> String {
      String(
        decoding: try SmallFile.read(router.folder.file("m.yaml"), limitBytes: 1_048_576),
        as: UTF8.self)
    }

    private func remove(_ path: String) async throws {
      #expect(await (try ChildProcess("rm", [path])).wait() == .code(0))
    }

    private func names(_ router: RunningRouter) async throws -> [String] {
      try await router.list("functions").compactMap { $0["name"]?.string }
    }

    @Test func `an applied manifest holds at once, stands in the file, and outlives a restart`()
      async throws
    {
      let router = try await RunningRouter(Self.start, environment: ["KEY": "s-4711"])
      let manifest = """
        # A comment of the user's.
        functions:
          f: { target: { exec: [/bin/cat], environment: { KEY: "${env:KEY}" } } }
          h: { target: { exec: [/bin/cat] } }
        sources: { in: { http: { path: /in } } }
        associations: { a: { from: in, to: f } }
        """
      let reply = try await apply(router, manifest)
      #expect(reply.status == 200, "\(reply.text)")
      let answer = try JSONValue(parsing: reply.body.span)
      #expect(answer["file"]?.string == router.folder.file("m.yaml"))
      #expect(answer["dryRun"] == false)
      let counts = ["created", "changed", "unchanged", "removed"].map { answer[$0]?.integer }
      #expect(counts == [1, 1, 2, 1])
      #expect(
        answer["changes"]?.array?.first
          == ["kind": "function", "name": "f", "action": "changed"])
      #expect(try await names(router) == ["f", "h"])
      #expect(try await router.http.send("POST", "/function/h", body: "x").text == "x")
      #expect(try await router.http.send("POST", "/in", body: "y").text == "y")
      #expect(try file(router) == manifest)
      await router.kill()
      try await router.start()
      #expect(try await names(router) == ["f", "h"])
      #expect(!router.log.text.contains("4711"))
    }

    @Test func `a dry run tells what would change and changes nothing`() async throws {
      let router = try await RunningRouter(Self.start)
      for query in ["?dryRun=true", "?dryRun"] {
        let reply = try await apply(router, functions(["f"]), query: query)
        #expect(reply.status == 200, "\(reply.text)")
        let answer = try JSONValue(parsing: reply.body.span)
        #expect(answer["dryRun"] == true)
        #expect(answer["removed"] == 3)
      }
      #expect(try await names(router) == ["f", "g"])
      #expect(try file(router) == Self.start)
      #expect(try await apply(router, "functions: [", query: "?dryRun=true").status == 422)
    }

    @Test func `a broken manifest is refused with every problem, and nothing is touched`()
      async throws
    {
      let router = try await RunningRouter(Self.start)
      let reply = try await apply(
        router,
        """
        functions: { f: { tarket: 1 } }
        associations: { a: { from: nowhere, to: f } }
        """)
      #expect(reply.status == 422)
      #expect(reply.header("Content-Type") == "application/problem+json")
      let answer = try JSONValue(parsing: reply.body.span)
      let problems = try #require(answer["problems"]?.array)
      #expect(problems.count >= 2)
      let path = router.folder.file("m.yaml")
      #expect(problems[0]["text"]?.string?.hasPrefix("\(path):1:19: functions.f.tarket: ") == true)
      #expect(problems[0]["hint"]?.string?.contains("target") == true)
      #expect(
        answer["detail"]?.string?.hasSuffix("problems in the manifest; nothing was applied") == true
      )
      for broken in ["functions: [", "\u{1}", "{", "- a", String(repeating: "[", count: 10_000)] {
        #expect(try await apply(router, broken).status == 422, "\(broken.prefix(20))")
      }
      #expect(try file(router) == Self.start)
      #expect(try await names(router) == ["f", "g"])
    }

    @Test func `what can't be meant is refused before anything is read`() async throws {
      let router = try await RunningRouter(Self.start)
      for (manifest, query) in [
        ("", ""), (" \n", ""), ("# cut off\n", ""), ("---\nnull\n", ""),
        (Self.start, "?dryrun=true"), (Self.start, "?dryRun=perhaps"),
      ] {
        #expect(try await apply(router, manifest, query: query).status == 400)
      }
      let asked = try await router.admin.send("GET", "/v1/apply")
      #expect(asked.status == 405 && asked.header("Allow") == "POST")
      let client = try await RawPeer.connect(to: router.admin.port)
      try await client.send(
        "POST /v1/apply HTTP/1.1\r\nHost: x\r\nContent-Length: 67108865\r\n\r\n")
      #expect(try await client.read(to: "\r\n").hasPrefix("HTTP/1.1 413 "))
      #expect(try file(router) == Self.start)
    }

    @Test func `what somebody else has just written into the file is not lost`() async throws {
      let router = try await RunningRouter(Self.start)
      try router.folder.write("m.yaml", "functions: [")
      let refused = try await apply(router, functions(["g"]))
      #expect(refused.status == 409 && refused.text.contains("would be lost"), "\(refused.text)")
      #expect(try file(router) == "functions: [")
      try router.folder.write("m.yaml", Self.start)
      #expect(try await apply(router, functions(["g"])).status == 200)
      #expect(try await names(router) == ["g"])
    }

    @Test func `the result of a call can't make its caller an admin`() async throws {
      let router = try await RunningRouter(Self.start)
      let reply = try await router.admin.send(
        "POST", "/v1/apply", ["X-Function-Status": "200", "X-Call-Id": "c"],
        body: functions(["pwn"]))
      #expect(reply.status == 403 && reply.text.contains("result of a call"), "\(reply.text)")
      #expect(try file(router) == Self.start)
    }

    @Test func `only the role admin may, for a manifest reads the server's files`() async throws {
      let router = try await RunningRouter(
        Self.start + """

          admin:
            tokens:
              - { token: "look", role: read }
              - { token: "turn", role: operate }
              - { token: "all", role: admin }
          """)
      for (token, status) in [("look", 403), ("turn", 403), ("none", 401), ("all", 422)] {
        let reply = try await apply(
          router, "x: 1", query: "?dryRun=true", ["Authorization": "Bearer \(token)"])
        #expect(reply.status == status, "\(token): \(reply.text)")
      }
    }

    @Test func `applies and reloads at the same time leave one manifest, in the file and at work`()
      async throws
    {
      let router = try await RunningRouter(Self.start)
      try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<24 {
          group.addTask {
            if number % 3 == 0 { router.sendHangUp() }
            return try await apply(router, functions(["f\(number)", "g"])).status
          }
        }
        for try await status in group { #expect(status == 200) }
      }
      let written = try file(router)
      let name = try #require(try await names(router).first)
      #expect(written == functions([name, "g"]))
      router.sendHangUp()
      #expect(await router.log.first(containing: "nothing has changed") != nil)
      #expect(try await names(router) == [name, "g"])
    }

    @Test func `a manifest with thousands of associations is applied`() async throws {
      let router = try await RunningRouter(Self.start)
      var manifest = Self.start.replacing("associations: { a: { from: in, to: f } }", with: "")
      manifest += "associations:\n"
      for number in 0..<5_000 {
        manifest += "  a\(number): { from: in, to: f, filter: { exact: { type: t\(number) } } }\n"
      }
      let reply = try await apply(router, manifest)
      #expect(reply.status == 200, "\(reply.text.prefix(1_000))")
      #expect(try JSONValue(parsing: reply.body.span)["created"] == 5_000)
      let broken = try await apply(
        router, manifest.replacing("exact", with: "exakt"))
      #expect(broken.status == 422)
      let answer = try JSONValue(parsing: broken.body.span)
      #expect(answer["problems"]?.array?.count == 1_000)
    }

    @Test func `a manifest without one file that may be written is kept as it is`() async throws {
      let router = try await RunningRouter(Self.start)
      try await remove(router.folder.file("m.yaml"))
      let gone = try await apply(router, functions(["h"]))
      #expect(gone.status == 409 && gone.text.contains("m.yaml"), "\(gone.text)")
      #expect(try await names(router) == ["f", "g"])
      let folder = try TemporaryFolder()
      try folder.write("a.yaml", functions(["f"]))
      try folder.write("b.yaml", functions(["g"]))
      let admin = HTTPCaller(port: try FreePort.next())
      let other = try ChildProcess(
        try builtProduct("patchbay"),
        [
          "serve", folder.path, "--listen", "127.0.0.1:\(try FreePort.next())", "--admin",
          "127.0.0.1:\(admin.port)", "--data", folder.file("data"), "--threads", "1",
        ])
      #expect(await other.errors.first(containing: "ready listen=") != nil)
      let several = try await admin.send("POST", "/v1/apply", body: functions(["h"]))
      #expect(several.status == 409 && several.text.contains("2 files"), "\(several.text)")
      try await remove(folder.file("b.yaml"))
      let one = try await admin.send("POST", "/v1/apply", body: functions(["h"]))
      #expect(one.status == 200, "\(one.text)")
      other.terminate()
      #expect(await other.wait() == .code(0))
    }
  }
}
