import Glibc
import Manifests

extension ManifestLoader {
  /// A loader of this machine's files and of this process's environment.
  package static func local(
    environment: @escaping (String) -> String? = processEnvironment,
    checks: ManifestChecks = ManifestChecks(), limits: ManifestLimits = ManifestLimits()
  ) -> ManifestLoader {
    ManifestLoader(
      files: ManifestFiles(
        names: LocalFiles.names(in:), contents: LocalFiles.contents(of:limitBytes:),
        currentFolder: LocalFiles.currentFolder),
      parseYAML: YAMLParser.document(file:bytes:limits:), environment: environment,
      checks: checks, limits: limits)
  }

  /// A variable of this process's environment; nil where it is not set or not UTF-8.
  package static func processEnvironment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(validatingCString: value)
  }
}
