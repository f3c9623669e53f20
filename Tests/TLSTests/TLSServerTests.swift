import EventLoops
import HTTPTransport
import TLS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct TLSServerTests {
  @Test(arguments: [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")])
  func `both versions are spoken`(option: String, version: String) async throws {
    let authority = try await TestAuthority()
    try await SecureServer.with(authority.context()) { server async throws in
      let said = try await server.sClient([option, "-CAfile", authority.certificate])
      #expect(said.contains("New, \(version)"))
      #expect(said.contains("Verify return code: 0 (ok)"))
      #expect(said.contains("200 OK") && said.contains("X-Echo: yes"))
    }
  }

  @Test(arguments: ["-tls1", "-tls1_1"])
  func `older versions are refused`(option: String) async throws {
    let authority = try await TestAuthority()
    try await SecureServer.with(authority.context()) { server async throws in
      let said = try await server.sClient([option, "-cipher", "ALL:@SECLEVEL=0"])
      #expect(!said.contains("200 OK"))
      #expect(await server.refuses("unsupported protocol"))
    }
  }

  @Test func `a minimum of 1.3 refuses 1.2`() async throws {
    let authority = try await TestAuthority()
    try await SecureServer.with(authority.context { $0.minimum = .v13 }) { server async throws in
      #expect(try await !server.sClient(["-tls1_2"]).contains("200 OK"))
      #expect(await server.refuses("unsupported protocol"))
      #expect(try await server.sClient(["-tls1_3"]).contains("200 OK"))
    }
  }

  @Test(arguments: ["AES128-SHA256", "ECDHE-ECDSA-AES128-SHA256", "DHE-RSA-AES128-GCM-SHA256"])
  func `ciphers without forward secrecy or authentication are refused`(cipher: String) async throws
  {
    let authority = try await TestAuthority()
    try await SecureServer.with(authority.context()) { server async throws in
      let said = try await server.sClient(["-tls1_2", "-cipher", "\(cipher):@SECLEVEL=0"])
      #expect(!said.contains("200 OK"))
      #expect(await server.refuses("no shared cipher"))
    }
  }

  @Test func `a client that names protocols gets HTTP/1.1 or nothing`() async throws {
    let authority = try await TestAuthority()
    try await SecureServer.with(authority.context()) { server async throws in
      let said = try await server.sClient(["-alpn", "h2,http/1.1"])
      #expect(said.contains("ALPN protocol: http/1.1"))
      #expect(try await server.sClient(["-alpn", "h2"]).contains("no application protocol"))
    }
  }

  @Test func `the name a client asks for chooses the certificate`() async throws {
    let authority = try await TestAuthority()
    try await authority.issue("one", for: "DNS:one.example,DNS:uno.example")
    try await authority.issue("wild", for: "DNS:*.wild.example")
    try await SecureServer.with(authority.context(["server", "one", "wild"])) {
      server async throws in
      for (name, shown) in [
        ("one.example", "one"), ("UNO.example", "one"), ("a.wild.example", "wild"),
        ("a.b.wild.example", "server"), ("wild.example", "server"), ("else.example", "server"),
      ] {
        let said = try await server.sClient(["-servername", name])
        #expect(said.contains("subject=CN = \(shown)\n"), "\(name)")
      }
      #expect(try await server.sClient(["-noservername"]).contains("subject=CN = server\n"))
    }
  }

  @Test func `a certificate leads to its authority by those behind it in its file`() async throws {
    let authority = try await TestAuthority()
    let files = authority.files("server")
    let both = try readFile(files.certificate) + readFile(authority.certificate)
    try writeFile(files.certificate, both)
    try await SecureServer.with(authority.context()) { server async throws in
      let said = try await server.sClient(["-showcerts"])
      #expect(said.ranges(of: "-----BEGIN CERTIFICATE-----").count >= 2)
    }
  }

  @Test func `changes of keys are borne`() async throws {
    let authority = try await TestAuthority()
    try await SecureServer.with(authority.context()) { server async throws in
      let said = try await server.sClient(["-tls1_3"], command: "K", until: "KEYUPDATE")
      #expect(said.contains("KEYUPDATE"))
      #expect(said.contains("200 OK"))
    }
  }

  @Test func `renegotiation is refused`() async throws {
    let authority = try await TestAuthority()
    try await SecureServer.with(authority.context()) { server async throws in
      let said = try await server.sClient(["-tls1_2"], command: "R", until: "RENEGOTIATING")
      #expect(said.contains("no renegotiation"))
    }
  }
}
