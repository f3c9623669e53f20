import Manifests
import YAML

/// Loads manifests from texts, with an environment and a file system that are values.
struct SampleLoader {
  /// Contents by path; a path with `/` at its end is a folder.
  var files: [String: String] = [:]
  var environment: [String: String] = [:]
  var checks = ManifestChecks()
  var limits = ManifestLimits()

  /// Loads one YAML file called `m.yaml` in `/home`.
  func load(_ yaml: String) throws(ManifestRefusal) -> LoadedManifest {
    var copy = self
    copy.files["m.yaml"] = yaml
    return try copy.load(paths: ["m.yaml"])
  }

  func load(paths: [String]) throws(ManifestRefusal) -> LoadedManifest {
    try loader.load(paths: paths)
  }

  /// The problems of one YAML file, in their text form without `m.yaml:`.
  func problems(_ yaml: String) -> [String] {
    problems { () throws(ManifestRefusal) in try load(yaml) }.map { String($0.dropFirst(7)) }
  }

  func problems(paths: [String]) -> [String] {
    problems { () throws(ManifestRefusal) in try load(paths: paths) }
  }

  private func problems(
    of load: () throws(ManifestRefusal) -> LoadedManifest
  ) -> [String] {
    do throws(ManifestRefusal) {
      _ = try load()
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  private var loader: ManifestLoader {
    ManifestLoader(
      files: ManifestFiles(
        names: names(in:), contents: contents(of:limitBytes:), currentFolder: "/home"),
      parseYAML: YAMLParser.document(file:bytes:limits:),
      environment: { environment[$0] }, checks: checks, limits: limits)
  }

  private func names(in path: String) -> Result<[String]?, ManifestFiles.Failure> {
    let folder = path.hasSuffix("/") ? path : "\(path)/"
    let inside = files.keys.filter { $0.hasPrefix(folder) && $0 != folder }
    if !inside.isEmpty || files[folder] != nil {
      return .success(inside.map { String($0.dropFirst(folder.count)) })
    }
    return files[path] == nil ? .failure(.missing) : .success(nil)
  }

  private func contents(
    of path: String, limitBytes: Int
  ) -> Result<[UInt8], ManifestFiles.Failure> {
    guard let text = files[path] else { return .failure(.missing) }
    return text.utf8.count > limitBytes ? .failure(.tooLarge) : .success(Array(text.utf8))
  }
}
