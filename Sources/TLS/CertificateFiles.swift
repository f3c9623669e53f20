/// Where a certificate and its key lie, both PEM.
package struct CertificateFiles: Sendable, Hashable {
  /// The certificate first, then those that lead to its authority.
  package var certificate: String
  /// The key, without a pass phrase.
  package var key: String

  package init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}
