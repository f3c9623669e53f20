import TLS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ClientCertificateTests {
  @Test func `who shows none, a wrong one or an old one is refused`() async throws {
    let authority = try await TestAuthority()
    let other = try await TestAuthority("Another authority")
    try await authority.issue("client")
    try await authority.issue("old", days: -1)
    try await other.issue("stranger")
    let context = try authority.context { $0.clientAuthority = authority.certificate }
    try await SecureServer.with(context) { server async throws in
      #expect(try await !server.sClient().contains("200 OK"))
      #expect(await server.refuses("peer did not return a certificate"))
      #expect(try await !server.sClient(other.clientOptions("stranger")).contains("200 OK"))
      #expect(await server.refuses("unable to get local issuer certificate"))
      #expect(try await !server.sClient(authority.clientOptions("old")).contains("200 OK"))
      #expect(await server.refuses("certificate has expired"))
      let right = try await server.sClient(authority.clientOptions("client"))
      #expect(right.contains("200 OK"))
      #expect(right.contains("Acceptable client certificate CA names\nCN = Test authority\n"))
    }
  }

  @Test func `where it is only asked for, none will do but a wrong one won't`() async throws {
    let authority = try await TestAuthority()
    let other = try await TestAuthority("Another authority")
    try await authority.issue("client")
    try await other.issue("stranger")
    let context = try authority.context {
      $0.clientAuthority = authority.certificate
      $0.demandsCertificate = false
    }
    try await SecureServer.with(context) { server async throws in
      #expect(try await server.sClient().contains("200 OK"))
      #expect(try await server.sClient(authority.clientOptions("client")).contains("200 OK"))
      #expect(try await !server.sClient(other.clientOptions("stranger")).contains("200 OK"))
    }
  }
}
