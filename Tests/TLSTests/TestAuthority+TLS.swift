import TLS
import TestSupport

extension TestAuthority {
  func files(_ name: String) -> CertificateFiles {
    CertificateFiles(
      certificate: folder.file("\(name).pem"), key: folder.file("\(name).key"))
  }

  /// A listener's context with the certificates of these names.
  func context(
    _ names: [String] = ["server"], keys: TicketKeys? = nil,
    _ change: (inout TLSServerSettings) -> Void = { _ in }
  ) throws -> TLSServerContext {
    var settings = TLSServerSettings(certificates: names.map(files))
    change(&settings)
    return try TLSServerContext(settings, keys: keys ?? TicketKeys())
  }

  /// What openssl(1) shows as a client.
  func clientOptions(_ name: String) -> [String] {
    ["-cert", folder.file("\(name).pem"), "-key", folder.file("\(name).key")]
  }
}
