/// The files that a list of paths means.
struct ManifestListing {
  private let files: ManifestFiles
  private let limits: ManifestLimits
  private(set) var paths: [String] = []
  private(set) var folders: [String] = []
  private(set) var problems: [ManifestProblem] = []
  private var known: Set<String> = []

  init(files: ManifestFiles, limits: ManifestLimits) {
    self.files = files
    self.limits = limits
  }

  /// Adds a file, or the manifests of a folder; a path given twice counts once.
  mutating func add(_ path: String) {
    switch files.names(path) {
    case .failure(.missing):
      problems.append(ManifestProblem(file: path, found: "no such file or folder"))
    case .failure(let failure):
      problems.append(
        ManifestProblem(file: path, found: failure.words(limitBytes: limits.fileBytes)))
    case .success(nil): addFile(path)
    case .success(let names?):
      folders.append(path)
      let manifests = names.filter(isManifest).sorted()
      if manifests.isEmpty {
        problems.append(
          ManifestProblem(
            file: path, found: "the folder holds no manifest",
            allowed: "`*.yaml`, `*.yml` and `*.json`"))
      }
      for name in manifests { addFile(path.hasSuffix("/") ? path + name : "\(path)/\(name)") }
    }
  }

  private mutating func addFile(_ path: String) {
    guard known.insert(path).inserted else { return }
    if paths.count == limits.files {
      problems.append(
        ManifestProblem(
          file: path, found: "more than \(limits.files) files in one manifest",
          allowed: "\(limits.files)"))
    }
    if paths.count < limits.files { paths.append(path) }
  }

  private func isManifest(_ name: String) -> Bool {
    !name.hasPrefix(".") && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
  }
}
