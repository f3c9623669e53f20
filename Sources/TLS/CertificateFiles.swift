import Glibc

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

  /// Looks whether the files hold what they should; blocks, so not on a loop.
  ///
  /// - Throws: `TLSError` where they don't.
  package func check() throws(TLSError) {
    try Identity(self).use(in: ContextHandle(isServer: true, minimum: .v12))
  }

  /// Whether every user of the machine can read the key.
  package var isKeyReadableByAll: Bool {
    var status = stat()
    return unsafe stat(key, &status) == 0 && status.st_mode & S_IROTH != 0
  }
}
