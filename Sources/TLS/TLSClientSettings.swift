/// How a client speaks TLS.
package struct TLSClientSettings: Sendable, Hashable {
  /// A file of certificates to trust; nil means the system's.
  package var authority: String?
  /// What the client shows where it is asked; nil for nothing.
  package var identity: CertificateFiles?
  /// Whether the other side's certificate and name are checked.
  package var verifies = true

  package init() {}
}
