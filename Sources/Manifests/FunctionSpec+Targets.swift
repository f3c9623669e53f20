extension FunctionSpec {
  /// Everything that can be invoked: the function's own target and its versions.
  package var versionSpecs: [VersionSpec] { (own.map { [$0] } ?? []) + versions.map(\.spec) }
}

extension TargetSpec {
  /// How its `https://` addresses are spoken to; nil where it has none.
  package var tls: TargetTLSSpec? {
    switch self {
    case .http(let spec): spec.address.isTLS ? spec.tls : nil
    case .workers(let spec): spec.addresses.contains(where: \.isTLS) ? spec.tls : nil
    case .callback: TargetTLSSpec()
    case .exec: nil
    }
  }
}
