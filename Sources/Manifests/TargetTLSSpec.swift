/// Whom a target at an `https://` address is taken for, and what it is shown.
package struct TargetTLSSpec: Sendable, Hashable {
  /// A file of certificates to trust; nil means the system's.
  package var authority: String?
  /// What the target is shown where it asks for a certificate.
  package var identity: CertificateSpec?
  /// The name that the target's certificate must be made for; nil means the address's host.
  package var serverName: String?
  /// Whether certificate and name are checked.
  package var verifies = true

  package init() {}

  /// Every file that it names.
  package var files: [String] {
    [authority, identity?.certificate, identity?.key].compactMap { $0 }
  }
}
