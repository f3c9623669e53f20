/// How `--listen` speaks TLS.
package struct ListenerTLSSpec: Sendable, Hashable {
  package enum ClientCertificates: String, Sendable, Hashable, CaseIterable {
    /// A client without a certificate is refused.
    case require
    /// A client may show a certificate; one that does not hold is refused.
    case offer
  }

  package enum Minimum: String, Sendable, Hashable, CaseIterable {
    case v12 = "1.2"
    case v13 = "1.3"
  }

  /// At least one; the first is shown where a client asks for no name, or for one that none has.
  package var certificates: [CertificateSpec]
  /// A file of the authorities that clients' certificates are checked by; nil asks for none.
  package var clientAuthority: String?
  package var clientCertificates = ClientCertificates.require
  package var minimum = Minimum.v12
  /// Whether the admin API speaks TLS, too.
  package var admin = false
  /// The paths inside that a placeholder brought in: not to be shown.
  package var concealed: Set<String> = []

  package init(certificates: [CertificateSpec]) { self.certificates = certificates }

  /// Every file that it names.
  package var files: [String] {
    certificates.flatMap { [$0.certificate, $0.key] } + (clientAuthority.map { [$0] } ?? [])
  }
}
