import HTTPTransport
import TestSupport
import Testing

extension EndToEnd {
  struct AdminRolesTests {
    private func manifest(_ admin: String) -> String {
      """
      functions: { f: { target: { exec: [/bin/cat] } } }
      sources: { in: { http: { path: /in } } }
      associations: { a: { from: in, to: f } }
      admin: { tokens: [ \(admin) ] }
      """
    }

    private func status(
      _ router: RunningRouter, _ method: String, _ path: String, _ token: String?
    ) async throws -> Int {
      let fields = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
      return try await router.admin.send(method, path, fields).status
    }

    @Test func `who looks does not operate, and a reload swaps the tokens`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("operator", "turn-4716\n")
      let router = try await RunningRouter(
        manifest(
          "{ token: \"${env:LOOK}\", role: read }, { token: \"${file:operator}\", role: operate }"),
        environment: ["LOOK": "look-4715", "PATCHBAY_ADMIN_TOKEN": "all-4717"], folder: folder)
      let (look, turn, all) = ("look-4715", "turn-4716", "all-4717")
      let invoke = "/v1/functions/f:invoke"
      for path in ["/v1/sources", "/metrics", invoke] {
        let method = path == invoke ? "POST" : "GET"
        #expect(try await status(router, method, path, nil) == 401)
        #expect(try await status(router, method, path, "wrong") == 401)
      }
      #expect(try await status(router, "GET", "/healthz", nil) == 200)
      for token in [look, turn, all] {
        #expect(try await status(router, "GET", "/v1/sources", token) == 200)
      }
      #expect(try await status(router, "POST", invoke, look) == 403)
      #expect(try await status(router, "POST", invoke, turn) == 200)
      #expect(try await status(router, "POST", invoke, all) == 200)
      #expect(try await status(router, "POST", "/v1/apply", turn) == 403)
      #expect(try await status(router, "POST", "/v1/apply", all) != 403)
      try folder.write("operator", "new-4718\n")
      #expect(await router.log.first(containing: "reloaded sources=") != nil)
      #expect(try await status(router, "POST", invoke, turn) == 401)
      #expect(try await status(router, "POST", invoke, "new-4718") == 200)
      router.sendTerminate()
      #expect(await router.exitStatus() == .code(0))
      for token in [look, turn, all, "new-4718"] { #expect(!router.log.text.contains(token)) }
    }

    @Test func `beyond this machine a token of either kind must be there`() async throws {
      let folder = try TemporaryFolder()
      let open = try folder.write("open.yaml", "functions: { f: { target: { exec: [/bin/cat] } } }")
      let closed = try folder.write(
        "closed.yaml", manifest("{ token: some-token, role: admin }"))
      for (path, isRefused) in [(open, true), (closed, false)] {
        let router = try ChildProcess(
          try builtProduct("patchbay"),
          [
            "serve", path, "--listen", "127.0.0.1:\(try FreePort.next())", "--admin",
            "0.0.0.0:\(try FreePort.next())", "--data", folder.file("data"), "--threads", "1",
          ])
        if isRefused {
          #expect(await router.errors.first(containing: "admin: { tokens") != nil)
          #expect(await router.wait() == .code(2))
        } else {
          #expect(await router.errors.first(containing: "ready listen=") != nil)
          router.terminate()
          #expect(await router.wait() == .code(0))
        }
      }
    }
  }
}
