/// How a listener speaks TLS.
package struct TLSServerSettings: Sendable, Hashable {
  /// What clients are shown: the first that is made for the name they ask for, else the first.
  package var certificates: [CertificateFiles]
  /// A file of authorities that clients' certificates are checked by; nil asks for none.
  package var clientAuthority: String?
  /// Whether a client without a certificate is refused.
  package var demandsCertificate = true
  package var minimum = TLSVersion.v12

  package init(certificates: [CertificateFiles]) {
    precondition(!certificates.isEmpty, "a listener shows a certificate")
    self.certificates = certificates
  }
}
