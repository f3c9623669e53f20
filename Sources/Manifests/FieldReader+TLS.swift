/// Certificates, keys and authorities: of the listener, and of targets.
extension FieldReader {
  /// The `tls` section: how `--listen` speaks TLS.
  func listenerTLS() -> ListenerTLSSpec? {
    var spec: ListenerTLSSpec? = mapping(allowed: "a map with `certificates`") { map in
      let certificates = map.required("certificates") { $0.certificates() }
      let authority = map.optional("clientCA") { $0.authority() }
      let hasAuthority = map.value(of: "clientCA") != nil
      let demand = map.optional("clientCertificates") { $0.clientCertificates(hasAuthority) }
      let minimum = map.optional("minimum") { $0.choice(ListenerTLSSpec.Minimum.self) }
      let admin = map.optional("admin") { $0.bool() }
      guard let certificates, !certificates.isEmpty else { return nil }
      var spec = ListenerTLSSpec(certificates: certificates)
      spec.clientAuthority = authority
      if let demand { spec.clientCertificates = demand }
      if let minimum { spec.minimum = minimum }
      if let admin { spec.admin = admin }
      return spec
    }
    spec?.concealed = reading.takeConcealed()
    return spec
  }

  private func certificates() -> [CertificateSpec]? {
    distinctList(
      allowed: "a list of certificates", hint: "Write `[{ certificate: FILE, key: FILE }]`.",
      by: { $0 }
    ) { item in
      item.mapping(allowed: "a map with `certificate` and `key`") { map in
        let certificate = map.required("certificate") { $0.filePath() }
        let key = map.required("key") { $0.filePath() }
        guard let certificate, let key else { return nil }
        return item.checked(CertificateSpec(certificate: certificate, key: key))
      }
    }
  }

  private func clientCertificates(_ hasAuthority: Bool) -> ListenerTLSSpec.ClientCertificates? {
    if !hasAuthority {
      refuse("found `clientCertificates` without `clientCA`", allowed: "beside `clientCA`")
    }
    return choice(ListenerTLSSpec.ClientCertificates.self)
  }

  /// What stands beside the addresses of a target.
  func targetTLS(beside addresses: [HTTPAddress]?) -> TargetTLSSpec? {
    if let addresses, !addresses.contains(where: \.isTLS) {
      let isFile = addresses.allSatisfy { $0.socket != nil }
      refuse(
        "found `tls` beside \(isFile ? "the file of a socket" : "an `http://` address")",
        allowed: "beside `https://`", hint: isFile ? nil : "Write the address with `https://`.")
    }
    return mapping(allowed: "a map with `ca`, `certificate`, `key`, `serverName` or `verify`") {
      map in
      var spec = TargetTLSSpec()
      spec.authority = map.optional("ca") { $0.authority() }
      spec.identity = identity(&map)
      spec.serverName = map.optional("serverName") { $0.serverName() }
      if let verifies = map.optional("verify", as: { $0.bool() }) { spec.verifies = verifies }
      return spec
    }
  }

  /// `certificate` and `key`, looked into: both or neither.
  private func identity(_ map: inout MappingReader) -> CertificateSpec? {
    let (certificate, key) = certificateAndKey(&map)
    guard let certificate, let key else { return nil }
    return checked(CertificateSpec(certificate: certificate, key: key))
  }

  /// Where `certificate` and `key` are: both or neither.
  func certificateAndKey(_ map: inout MappingReader) -> (String?, String?) {
    let hasCertificate = map.value(of: "certificate") != nil
    let hasKey = map.value(of: "key") != nil
    let certificate = map.optional("certificate") { $0.filePath() }
    let key = map.optional("key") { $0.filePath() }
    if hasCertificate != hasKey {
      refuse(
        "found \(hasKey ? "`key` without `certificate`" : "`certificate` without `key`")",
        allowed: "both or neither")
    }
    return (certificate, key)
  }

  /// Looks into the files, which are watched from now on; their names stand in no problem.
  private func checked(_ spec: CertificateSpec) -> CertificateSpec {
    reading.watch(spec.certificate)
    reading.watch(spec.key)
    if let problem = reading.checks.certificate(spec.certificate, spec.key) {
      refuse(problem, allowed: "PEM files of a certificate and its key")
    }
    return spec
  }

  private func authority() -> String? {
    guard let path = filePath() else { return nil }
    reading.watch(path)
    if let problem = reading.checks.authority(path) {
      refuse(problem, allowed: "a PEM file of certificates")
    }
    return path
  }

  private func serverName() -> String? {
    let allowed = "a host's name or address, as in `functions.example.com`"
    guard let text = text(allowed: allowed) else { return nil }
    guard let host = HostAndPort(text.text[...]), host.port == nil else {
      refuse(text, allowed: allowed)
      return nil
    }
    return host.host
  }
}
