import TLS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct TicketTests {
  @Test(arguments: ["-tls1_2", "-tls1_3"])
  func `tickets are good beyond a reload of the certificates`(version: String) async throws {
    let authority = try await TestAuthority()
    try await authority.issue("renewed")
    let keys = try TicketKeys()
    let ticket = authority.folder.file("ticket")
    try await SecureServer.with(authority.context(keys: keys)) { server async throws in
      let first = try await server.sClient([version, "-sess_out", ticket])
      #expect(first.contains("New, TLSv1"))
      #expect(try await server.sClient([version, "-sess_in", ticket]).contains("Reused, TLSv1"))
      await server.adopt(try authority.context(["renewed"], keys: keys))
      #expect(try await server.sClient([version, "-sess_in", ticket]).contains("Reused, TLSv1"))
      #expect(try await server.sClient([version]).contains("subject=CN = renewed\n"))
    }
  }

  @Test(arguments: ["-tls1_2", "-tls1_3"])
  func `a ticket is no way around another authority`(version: String) async throws {
    let authority = try await TestAuthority()
    let other = try await TestAuthority("Another authority")
    try await authority.issue("client")
    let keys = try TicketKeys()
    let ticket = authority.folder.file("ticket")
    let before = try authority.context(keys: keys) { $0.clientAuthority = authority.certificate }
    let after = try authority.context(keys: keys) { $0.clientAuthority = other.certificate }
    try await SecureServer.with(before) { server async throws in
      let shown = authority.clientOptions("client") + [version]
      #expect(try await server.sClient(shown + ["-sess_out", ticket]).contains("200 OK"))
      let again = try await server.sClient([version, "-sess_in", ticket])
      #expect(again.contains("Reused, TLSv1") && again.contains("200 OK"))
      await server.adopt(after)
      #expect(try await !server.sClient(shown + ["-sess_in", ticket]).contains("200 OK"))
    }
  }
}
