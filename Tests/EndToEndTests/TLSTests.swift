import HTTPTransport
import JSONSyntax
import TestSupport
import Testing

extension EndToEnd {
  struct TLSTests {
    @Test func `events and the admin API come by TLS, and what fails is counted`() async throws {
      let authority = try await TestAuthority()
      let router = try await RunningRouter(
        listening(authority, "admin: true") + simple(target: "exec: [/bin/cat]"),
        environment: ["PATCHBAY_LOG_LEVEL": "debug"])
      let reply = try await curl(authority, router.http.port, ["-d", "Ada"])
      #expect(reply == "Ada 200")
      // Plain HTTP, a client that trusts nobody, and one that speaks an old version only.
      #expect(await (try? router.http.send("POST", "/in/x", body: "Ada")) == nil)
      #expect(await router.log.first(containing: "plain HTTP was spoken") != nil)
      #expect(try await !curl(nil, router.http.port).contains("200"))
      #expect(await router.log.first(containing: "the other side refused: unknown CA") != nil)
      #expect(try await !curl(authority, router.http.port, ["--tls-max", "1.1"]).contains("200"))
      #expect(await router.log.first(containing: "tls handshake failed") != nil)
      let metrics = try await curl(authority, router.admin.port, path: "/metrics")
      #expect(metrics.contains("patchbay_tls_handshake_failures_total{listener=\"events\"} 3"))
      #expect(metrics.contains("patchbay_tls_handshake_failures_total{listener=\"admin\"} 0"))
    }

    @Test func `commands ask an admin API that speaks TLS`() async throws {
      let authority = try await TestAuthority()
      try await authority.issue("me")
      let folder = authority.folder
      let router = try await RunningRouter(
        listening(authority, "admin: true, clientCA: \"\(authority.certificate)\"")
          + simple(target: "exec: [/bin/cat]"))
      let admin = ["--admin", "https://127.0.0.1:\(router.admin.port)"]
      let trust = ["--ca", authority.certificate]
      let identity = ["--certificate", folder.file("me.pem"), "--key", folder.file("me.key")]
      let list = try await patchbay(["get", "functions"] + admin + trust + identity)
      #expect(list.status == .code(0) && list.output.contains("f"))
      let answer = try await patchbay(
        ["invoke", "f", "--data", "Ada"] + admin + trust + identity)
      #expect(answer.output == "Ada")
      let nobody = try await patchbay(["get", "functions"] + admin + trust)
      #expect(nobody.status == .code(1))
      let distrusting = try await patchbay(["get", "functions"] + admin + identity)
      #expect(distrusting.errors.contains("the certificate is refused: unable to get local issuer"))
      let half = try await patchbay(["get", "functions"] + admin + identity.prefix(2))
      #expect(half.status == .code(2) && half.errors.contains("go together"))
      let plain = try await patchbay(["get", "functions", "--admin", "127.0.0.1:1"] + trust)
      #expect(plain.status == .code(2) && plain.errors.contains("https://HOST:PORT"))
    }

    @Test func `certificates are renewed while connections live`() async throws {
      let authority = try await TestAuthority()
      try await authority.issue("renewed")
      let router = try await RunningRouter(
        listening(authority) + simple(target: "exec: [/bin/cat]"))
      let living = try ChildProcess(
        "openssl", ["s_client", "-quiet", "-connect", "127.0.0.1:\(router.http.port)"])
      let request = "POST /in/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n"
      living.write(request + "a\n")
      #expect(await living.output.first(containing: "200 OK") != nil)
      // A certificate whose key has not come yet is refused, and the one before goes on.
      let files = (cert: authority.serverCertificate, key: authority.serverKey)
      try writeFile(files.cert, readFile(authority.folder.file("renewed.pem")))
      #expect(await router.log.first(containing: "the key is not that of the certificate") != nil)
      #expect(try await shown(router.http.port).contains("subject=CN = server\n"))
      try writeFile(files.key, readFile(authority.folder.file("renewed.key")))
      #expect(await router.log.first(containing: "reloaded sources=") != nil)
      #expect(try await shown(router.http.port).contains("subject=CN = renewed\n"))
      living.write(request + "b\n")
      #expect(await living.output.first(containing: "200 OK") != nil)
    }

    @Test func `functions answer at https addresses, and it is told why one does not`() async throws
    {
      let authority = try await TestAuthority()
      let other = try await TestAuthority("Another authority")
      try await authority.issue("router")
      let function = try await RunningRouter(
        listening(authority, "clientCA: \"\(authority.certificate)\"")
          + simple(target: "exec: [/bin/cat]"))
      let files = "certificate: router.pem, key: router.key"
      let target = "http: \"https://localhost:\(function.http.port)/in/x\", tls:"
      let targets = [
        "good": "{ ca: OURS, \(files) }",
        "blind": "{ verify: false, \(files) }",
        "named": "{ ca: OURS, serverName: function.example, \(files) }",
        "foreign": "{ ca: \"\(other.certificate)\", \(files) }",
        "nobody": "{ ca: OURS }",
      ]
      let functions = targets.map { "  \($0): { target: { \(target) \($1) } }\n" }.joined()
      let router = try await RunningRouter(
        "functions:\n\(functions)".replacing("OURS", with: authority.certificate)
          .replacing("router.", with: authority.folder.file("router.")))
      let warning = "a target's certificate is not checked"
      #expect(router.log.allLines.contains { $0.contains(warning) && $0.contains("blind") })
      for (name, expected) in [
        ("good", "200 data"), ("blind", "200 data"), ("named", "502 hostname mismatch"),
        ("foreign", "502 unable to get local issuer certificate"),
        ("nobody", "502 connection lost"),
      ] {
        let reply = try await router.http.send("POST", "/function/\(name)", body: "data")
        let words = expected.split(separator: " ", maxSplits: 1)
        #expect("\(reply.status)" == words[0], "\(name)")
        #expect(reply.text.contains(words[1]), "\(name): \(reply.text)")
      }
    }

    @Test func `targets are checked by the authorities of the system`() async throws {
      let authority = try await TestAuthority()
      let function = try await RunningRouter(
        listening(authority) + simple(target: "exec: [/bin/cat]"))
      let router = try await RunningRouter(
        simple(target: "workers: [\"https://127.0.0.1:\(function.http.port)/in/x\"]"),
        environment: ["SSL_CERT_FILE": authority.certificate])
      #expect(try await router.http.send("POST", "/in/x", body: "data").text == "data")
    }

    @Test func `a router does not start without its certificate`() async throws {
      let authority = try await TestAuthority()
      let gone = listening(authority).replacing("server.key", with: "gone.key")
      let manifest = try authority.folder.write("m.yaml", gone)
      let checked = try await patchbay(["validate", manifest])
      #expect(checked.status == .code(1))
      #expect(checked.errors.contains("tls.certificates[0]: the key file does not exist; allowed"))
    }

    @Test func `the sample with TLS runs`() async throws {
      let authority = try await TestAuthority()
      for name in ["other", "router"] { try await authority.issue(name) }
      let sample = String(
        decoding: try readFile("\(packageRoot)/Triggers/tls.yaml"), as: UTF8.self)
      let router = try await RunningRouter(
        sample.replacing("certificates/", with: authority.folder.file("")))
      let list = try await curl(authority, router.admin.port, path: "/v1/functions")
      #expect(list.contains("https://127.0.0.1:9444/"))
    }
  }
}

/// What curl(1) gets, and the status behind it.
private func curl(
  _ authority: TestAuthority?, _ port: UInt16, _ options: [String] = [], path: String = "/in/x"
) async throws -> String {
  let trust = authority.map { ["--cacert", $0.certificate] } ?? []
  let child = try ChildProcess(
    "curl", ["-sS", "-w", " %{http_code}", "https://127.0.0.1:\(port)\(path)"] + trust + options)
  _ = await child.output.first { _ in false }
  return child.output.text
}

/// What openssl(1) says of the server on a port.
private func shown(_ port: UInt16) async throws -> String {
  let child = try ChildProcess("openssl", ["s_client", "-connect", "127.0.0.1:\(port)"])
  child.closeInput()
  _ = await child.output.first { _ in false }
  return child.output.text
}

/// Runs a command to its end.
private func patchbay(
  _ arguments: [String]
) async throws -> (status: ChildProcess.ExitStatus, output: String, errors: String) {
  let child = try ChildProcess(try builtProduct("patchbay"), arguments)
  for stream in [child.output, child.errors] { _ = await stream.first { _ in false } }
  return (await child.wait(), child.output.text, child.errors.text)
}
