import HTTPTransport
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
  struct IssuedTokenTests {
    @Test func `keys are fetched, a new one on demand, and kept while the issuer is away`()
      async throws
    {
      let keys = Mutex(try fixture("rsa-key.json"))
      let issuer = try await RecordingFunction { _, _ in
        FunctionAnswer(body: keys.withLock { $0 })
      }
      let tokens = try table("long-lived.tsv")
      let router = try await RunningRouter(
        """
        functions: { f: { target: { exec: [/bin/cat] } } }
        sources:
          in:
            http:
              path: /in
              auth: { jwt: { algorithms: [RS256], keys: { jwks: "http://${env:ISSUER}/keys" }, audience: hooks } }
        associations: { a: { from: in, to: f } }
        """, environment: ["ISSUER": "127.0.0.1:\(issuer.port)"])
      #expect(try await eventually { try await status(router, tokens["rsa"]) == 200 })
      #expect(issuer.calls.first?.target == "/keys")
      #expect(try await status(router, tokens["other"]) == 401)
      let forged = tokens["rsa"].map { $0.dropLast(4) + "AAAA" }
      #expect(try await status(router, forged.map(String.init)) == 401)
      keys.withLock { $0 = "not now" }
      #expect(await issuer.wait(for: 2))
      #expect(await router.log.first(containing: "could not fetch keys") != nil)
      #expect(try await status(router, tokens["rsa"]) == 200)
      let both = try fixture("two-rsa-keys.json")
      keys.withLock { $0 = both }
      #expect(try await eventually { try await status(router, tokens["other"]) == 200 })
      await issuer.stop()
      #expect(try await status(router, tokens["rsa"]) == 200)
      #expect(!router.log.text.contains("http://127.0.0.1:\(issuer.port)/keys"))
    }

    @Test func `keys are fetched by TLS from whom the system trusts`() async throws {
      let authority = try await TestAuthority()
      let keys = try authority.folder.write("keys.json", try fixture("rsa-key.json"))
      let issuer = try await RunningRouter(
        listening(authority) + """
          functions: { keys: { target: { exec: [/bin/cat, "\(keys)"] } } }
          sources: { in: { http: { path: /keys, methods: [GET] } } }
          associations: { a: { from: in, to: keys } }
          """)
      let address = "https://localhost:\(issuer.http.port)/keys"
      let router = try await RunningRouter(
        """
        functions: { f: { target: { exec: [/bin/cat] } } }
        sources:
          in:
            http:
              path: /in
              auth: { jwt: { algorithms: [RS256], keys: { jwks: "\(address)" }, audience: hooks } }
        associations: { a: { from: in, to: f } }
        """, environment: ["SSL_CERT_FILE": authority.certificate])
      let token = try table("long-lived.tsv")["rsa"]
      #expect(try await eventually { try await status(router, token) == 200 })
    }

    @Test func `keys in a file are read again when it changes`() async throws {
      let folder = try TemporaryFolder()
      try folder.write("keys.json", try fixture("rsa-key.json"))
      let tokens = try table("long-lived.tsv")
      let router = try await RunningRouter(
        """
        functions: { f: { target: { exec: [/bin/cat] } } }
        sources:
          in: { http: { path: /in, auth: { jwt: { algorithms: RS256, keys: keys.json, audience: hooks } } } }
        associations: { a: { from: in, to: f } }
        """, folder: folder)
      #expect(try await status(router, tokens["rsa"]) == 200)
      #expect(try await status(router, tokens["other"]) == 401)
      try folder.write("keys.json", "broken")
      #expect(await router.log.first(containing: "which holds no JSON") != nil)
      #expect(try await status(router, tokens["rsa"]) == 200)
      try folder.write("keys.json", try fixture("two-rsa-keys.json"))
      #expect(await router.log.first(containing: "reloaded sources=") != nil)
      #expect(try await status(router, tokens["other"]) == 200)
    }

    private func status(_ router: RunningRouter, _ token: String?) async throws -> Int {
      try await router.http.send(
        "POST", "/in", ["Authorization": "Bearer \(token ?? "")"], body: "x"
      ).status
    }

    private func fixture(_ name: String) throws -> String {
      String(decoding: try readFile("\(packageRoot)/Fixtures/Tokens/\(name)"), as: UTF8.self)
    }

    private func table(_ name: String) throws -> [String: String] {
      var rows: [String: String] = [:]
      for line in try fixture(name).split(separator: "\n") where !line.hasPrefix("#") {
        let columns = line.split(separator: "\t")
        rows[String(columns[0])] = String(columns[1])
      }
      return rows
    }
  }
}
