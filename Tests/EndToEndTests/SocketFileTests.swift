import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  /// `--listen`, `--admin` and targets at the files of Unix-domain sockets.
  struct SocketFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func start(_ manifest: String) async throws -> ChildProcess {
      try folder.write("m.yaml", manifest)
      let router = try ChildProcess(
        try builtProduct("patchbay"),
        [
          "serve", folder.file("m.yaml"), "--listen", "unix:\(folder.file("events"))", "--admin",
          "unix:\(folder.file("admin"))", "--data", folder.file("data"), "--threads", "2",
        ])
      guard await router.errors.first(containing: "ready listen=unix:") != nil else {
        throw TestSupportError.failed("the router did not start: \(router.errors.text)")
      }
      return router
    }

    private let echo = """
      functions: { echo: { target: { exec: [/bin/cat] } } }
      sources:
        in: { http: { path: /in } }
        here: { http: { path: /here, allow: [127.0.0.1] } }
        elsewhere: { http: { path: /elsewhere, allow: [192.0.2.0/24] } }
        notHere: { http: { path: /not-here, deny: [127.0.0.0/8] } }
        slow: { http: { path: /slow, rate: { limit: 1/h, by: address } } }
      associations: { a: { from: [in, here, elsewhere, notHere, slow], to: echo, mode: sync } }
      """

    @Test func `events come through a file, which goes with the router`() async throws {
      let router = try await start(echo)
      let http = HTTPCaller(socket: folder.file("events"))
      for _ in 0..<20 {
        let reply = try await http.send("POST", "/in", body: "x")
        #expect(reply.status == 200 && reply.text == "x")
      }
      // The admin API asks for no token there.
      let admin = HTTPCaller(socket: folder.file("admin"))
      #expect(try await admin.send("GET", "/v1/sources").status == 200)
      router.terminate()
      #expect(await router.wait() == .code(0))
      #expect(try filesOf(folder.path) == ["data", "m.yaml"])
    }

    @Test func `who comes through a file counts as 127.0.0.1`() async throws {
      let router = try await start(echo)
      let http = HTTPCaller(socket: folder.file("events"))
      for (path, status) in [
        ("/here", 200), ("/elsewhere", 403), ("/not-here", 403), ("/slow", 200), ("/slow", 429),
      ] {
        #expect(try await http.send("POST", path, body: "x").status == status, "\(path)")
      }
      router.terminate()
      #expect(await router.wait() == .code(0))
    }

    @Test func `after a kill the next one takes the place, beside a live one none does`()
      async throws
    {
      let first = try await start(echo)
      let second = try ChildProcess(
        try builtProduct("patchbay"),
        [
          "serve", folder.file("m.yaml"), "--listen", "unix:\(folder.file("events"))", "--admin",
          "unix:\(folder.file("other"))", "--data", folder.file("data-2"),
        ])
      #expect(await second.errors.first(containing: "Address already in use") != nil)
      #expect(await second.wait() == .code(1))
      first.kill()
      await first.wait()
      let third = try await start(echo)
      let http = HTTPCaller(socket: folder.file("events"))
      #expect(try await http.send("POST", "/in", body: "x").text == "x")
      third.terminate()
      #expect(await third.wait() == .code(0))
    }

    @Test func `a router that can't start leaves no file behind`() async throws {
      let other = try await RecordingFunction()
      try folder.write("m.yaml", echo)
      let router = try ChildProcess(
        try builtProduct("patchbay"),
        [
          "serve", folder.file("m.yaml"), "--listen", "unix:\(folder.file("events"))", "--admin",
          "127.0.0.1:\(other.port)", "--data", folder.file("data"),
        ])
      #expect(await router.errors.first(containing: "Address already in use") != nil)
      #expect(await router.wait() == .code(1))
      #expect(try filesOf(folder.path) == ["data", "m.yaml"])
    }

    @Test func `commands ask an admin API at a file`() async throws {
      let router = try await start(echo)
      let admin = "unix:\(folder.file("admin"))"
      let get = try ChildProcess(
        try builtProduct("patchbay"), ["get", "functions", "--admin", admin])
      #expect(await get.output.first(containing: "echo") != nil)
      #expect(await get.wait() == .code(0))
      let invoke = try ChildProcess(
        try builtProduct("patchbay"), ["invoke", "echo", "--data", "Ada", "--admin", admin])
      #expect(await invoke.nextLine() == "Ada")
      #expect(await invoke.wait() == .code(0))
      router.terminate()
      #expect(await router.wait() == .code(0))
      let late = try ChildProcess(
        try builtProduct("patchbay"), ["get", "functions", "--admin", admin])
      #expect(await late.errors.first(containing: "no router answers at \(admin)") != nil)
      #expect(await late.wait() == .code(1))
    }

    @Test func `a wrong place is wrong usage`() async throws {
      try folder.write("m.yaml", echo)
      for place in ["unix:", "unix:/\(String(repeating: "x", count: 107))"] {
        let router = try ChildProcess(
          try builtProduct("patchbay"), ["serve", folder.file("m.yaml"), "--listen", place])
        let words = "unix:PATH with a path of at most 107 bytes"
        #expect(await router.errors.first(containing: words) != nil)
        #expect(await router.wait() == .code(2))
      }
    }

    @Test func `nginx passes requests on through a file`() async throws {
      let router = try await start(echo)
      let proxy = try await FrontProxy(.nginx, before: "unix:\(folder.file("events"))")
      let reply = try await HTTPCaller(port: proxy.port).send("POST", "/in", body: "by nginx")
      #expect(reply.status == 200 && reply.text == "by nginx")
      router.terminate()
      #expect(await router.wait() == .code(0))
    }

    @Test func `functions are reached through files, workers too`() async throws {
      let function = try await RecordingFunction(socket: folder.file("fn")) { call, _ in
        FunctionAnswer(body: "\(call.target) \(call["host"] ?? "")")
      }
      let other = try await RecordingFunction(socket: folder.file("other")) { _, _ in
        FunctionAnswer(body: "other")
      }
      let router = try await start(
        """
        functions:
          plain: { target: { http: "unix:\(folder.file("fn")):/deep/path?x=y" } }
          shared: { target: { workers: ["unix:\(folder.file("fn"))", "\(other.url)"] } }
        sources: { in: { http: { path: /in } } }
        associations: { a: { from: in, to: plain } }
        """)
      let http = HTTPCaller(socket: folder.file("events"))
      let reply = try await http.send("POST", "/in", body: "x")
      #expect(reply.text == "/deep/path?x=y localhost")
      var answers: Set<String> = []
      for _ in 0..<40 {
        answers.insert(try await http.send("POST", "/function/shared", body: "x").text)
      }
      #expect(answers == ["/ localhost", "other"])
      await function.stop()
      #expect(try await http.send("POST", "/in", body: "x").status == 502)
      #expect(try await http.send("POST", "/function/shared", body: "x").text == "other")
      router.terminate()
      #expect(await router.wait() == .code(0))
    }
  }
}
