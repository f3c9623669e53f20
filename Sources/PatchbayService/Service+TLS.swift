import Manifests
import TLS
import Telemetry

extension Service {
  /// Tells what is allowed but unwise.
  func warnOfTLS(_ manifest: Manifest) {
    for function in manifest.allFunctions {
      if function.versionSpecs.contains(where: { $0.target.tls?.verifies == false }) {
        log.warning(
          "a target's certificate is not checked: anybody can stand in for it",
          LogField("function", function.name))
      }
    }
    for source in manifest.sources {
      guard case .mqtt(let spec) = source.kind, spec.tls?.verifies == false else { continue }
      log.warning(
        "a broker's certificate is not checked: anybody can stand in for it",
        LogField("source", source.name))
    }
    let own = manifest.tls?.certificates ?? []
    let shown = manifest.allFunctions.flatMap(\.versionSpecs).compactMap(\.target.tls?.identity)
    let open = Set((own + shown).map { CertificateFiles($0) }).filter(\.isKeyReadableByAll)
    if !open.isEmpty {
      log.warning(
        "the files of private keys can be read by every user of this machine",
        LogField("files", open.count))
    }
  }
}
