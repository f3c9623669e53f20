import Manifests
import TLS

extension TLSServerSettings {
  init(_ spec: ListenerTLSSpec) {
    self.init(certificates: spec.certificates.map { CertificateFiles($0) })
    clientAuthority = spec.clientAuthority
    demandsCertificate = spec.clientCertificates == .require
    minimum =
      switch spec.minimum {
      case .v12: .v12
      case .v13: .v13
      }
  }
}

extension TLSClientSettings {
  init(_ spec: TargetTLSSpec) {
    self.init()
    authority = spec.authority
    identity = spec.identity.map { CertificateFiles($0) }
    verifies = spec.verifies
  }
}

extension CertificateFiles {
  init(_ spec: CertificateSpec) {
    self.init(certificate: spec.certificate, key: spec.key)
  }
}
