/// A certificate and its key, as absolute paths of PEM files.
package struct CertificateSpec: Sendable, Hashable {
  package var certificate: String
  package var key: String

  package init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}
