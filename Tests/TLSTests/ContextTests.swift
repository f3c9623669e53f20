import TLS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ContextTests {
  @Test func `files that can't be used are refused with the reason`() async throws {
    let authority = try await TestAuthority()
    let folder = authority.folder
    let good = authority.files("server")
    try await authority.issue("other")
    let garbage = try folder.write("garbage.pem", "garbage")
    let broken = try folder.write(
      "broken.pem", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n")
    func reason(_ certificate: String, _ key: String) -> String {
      do throws(TLSError) {
        let files = CertificateFiles(certificate: certificate, key: key)
        _ = try TLSServerContext(TLSServerSettings(certificates: [files]), keys: TicketKeys())
        return "none"
      } catch {
        return error.description
      }
    }
    let nowhere = folder.file("nowhere.pem")
    #expect(reason(nowhere, good.key) == "the certificate file does not exist")
    #expect(reason(garbage, good.key) == "the certificate file holds no certificate in PEM")
    #expect(reason(broken, good.key).hasPrefix("the certificate file is broken: "))
    #expect(reason(good.certificate, nowhere) == "the key file does not exist")
    let noKey = "the key file holds no private key in PEM without a pass phrase"
    #expect(reason(good.certificate, garbage) == noKey)
    #expect(
      reason(good.certificate, folder.file("other.key")) == "the key is not that of the certificate"
    )
    let locked = try ChildProcess(
      "openssl",
      [
        "ec", "-in", good.key, "-aes128", "-passout", "pass:secret", "-out", folder.file("locked"),
      ])
    #expect(await locked.wait() == .code(0))
    #expect(reason(good.certificate, folder.file("locked")) == noKey)
    #expect(reason(folder.path, good.key).hasPrefix("the certificate file can't be read: "))
  }

  @Test func `keys that are too weak are refused`() async throws {
    let authority = try await TestAuthority()
    let files = authority.files("weak")
    let maker = try ChildProcess(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-subj", "/CN=weak", "-keyout", files.key,
        "-out", files.certificate,
      ])
    #expect(await maker.wait() == .code(0))
    #expect(throws: TLSError.certificate(reason: "is refused: ee key too small")) {
      _ = try authority.context(["weak"])
    }
  }

  @Test func `an authority's file that can't be used is refused with the reason`() async throws {
    let authority = try await TestAuthority()
    var settings = TLSClientSettings()
    settings.authority = authority.folder.file("nowhere.pem")
    #expect(throws: TLSError.authority(reason: "file does not exist")) {
      try TLSClientContext(settings)
    }
    #expect(throws: TLSError.authority(reason: "file holds no certificate in PEM")) {
      try authority.context { $0.clientAuthority = authority.serverKey }
    }
  }
}
