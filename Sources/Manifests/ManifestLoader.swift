/// Reads the files of a manifest, understands them, and checks them against each other.
package struct ManifestLoader {
  package var files: ManifestFiles
  /// Reads the text of a YAML file into a tree.
  package var parseYAML: (_ file: String, _ bytes: [UInt8], ManifestLimits) -> ManifestDocument
  /// The value of an environment variable; nil where it is not set.
  package var environment: (_ name: String) -> String?
  package var checks: ManifestChecks
  package var limits: ManifestLimits

  package init(
    files: ManifestFiles,
    parseYAML: @escaping (String, [UInt8], ManifestLimits) -> ManifestDocument,
    environment: @escaping (String) -> String?, checks: ManifestChecks = ManifestChecks(),
    limits: ManifestLimits = ManifestLimits()
  ) {
    self.files = files
    self.parseYAML = parseYAML
    self.environment = environment
    self.checks = checks
    self.limits = limits
  }

  /// Loads files, and folders whose `*.yaml`, `*.yml` and `*.json` are merged.
  ///
  /// Folders are not searched deeper, hidden files are left out, and the files of a folder come
  /// in the order of their names. Nothing is loaded unless all of it is right.
  /// - Throws: every problem of every file, sorted by file and place.
  package func load(paths: [String]) throws(ManifestRefusal) -> LoadedManifest {
    var listing = ManifestListing(files: files, limits: limits)
    for path in paths { listing.add(path) }
    var problems = listing.problems
    var documents: [ManifestDocument] = []
    for path in listing.paths {
      switch document(path) {
      case .success(let document): documents.append(document)
      case .failure(let failure):
        problems.append(
          ManifestProblem(file: path, found: failure.words(limitBytes: limits.fileBytes)))
      }
    }
    return try understand(
      documents, problems: problems, watched: listing.paths, folders: listing.folders)
  }

  /// The files that paths mean, those of folders included, whatever stands in them.
  package func manifestFiles(of paths: [String]) -> [String] {
    var listing = ManifestListing(files: files, limits: limits)
    for path in paths { listing.add(path) }
    return listing.paths
  }

  /// Understands documents that were read already, for example from the body of a request.
  ///
  /// Relative paths in a document begin in the folder of its file.
  /// - Throws: every problem of every document.
  package func understand(
    _ documents: [ManifestDocument]
  ) throws(ManifestRefusal) -> LoadedManifest {
    try understand(documents, problems: [], watched: [], folders: [])
  }

  private func document(_ path: String) -> Result<ManifestDocument, ManifestFiles.Failure> {
    files.contents(path, limits.fileBytes).map { bytes in
      path.hasSuffix(".json")
        ? JSONManifestParser.document(file: path, bytes: bytes, limits: limits)
        : parseYAML(path, bytes, limits)
    }
  }

  private func understand(
    _ documents: [ManifestDocument], problems: [ManifestProblem], watched: [String],
    folders: [String]
  ) throws(ManifestRefusal) -> LoadedManifest {
    let reading = ManifestReading(
      environment: environment, files: files, checks: checks, limits: limits)
    reading.problems = problems
    for document in documents {
      reading.problems += document.problems
      let folder = FilePath.joined(files.currentFolder, FilePath.folder(of: document.file))
      let file = FileReading(name: document.file, folder: folder, reading: reading)
      guard let root = document.root else { continue }
      FieldReader(node: root, path: .root, file: file).manifest()
    }
    // References into a file that could not be read would all be found dangling.
    if documents.allSatisfy({ $0.root != nil || $0.problems.isEmpty }), problems.isEmpty {
      reading.crossCheck()
    }
    let manifest = reading.manifest()
    let watchedFiles = watched + reading.namedFiles
    guard reading.problems.isEmpty else {
      throw ManifestRefusal(
        problems: reading.problems.sorted(), files: watchedFiles, folders: folders)
    }
    return LoadedManifest(manifest: manifest, files: watchedFiles, folders: folders)
  }
}
