import Routing

extension Filter {
  /// Reads a filter that stands alone, as a manifest writes it.
  ///
  /// - Throws: every problem of the document; placeholders find nothing.
  package init(reading document: ManifestDocument) throws(ManifestRefusal) {
    let reading = ManifestReading(
      environment: { _ in nil },
      files: ManifestFiles(
        names: { _ in .failure(.missing) }, contents: { _, _ in .failure(.missing) },
        currentFolder: "/"),
      checks: ManifestChecks(), limits: ManifestLimits())
    reading.problems = document.problems
    let file = FileReading(name: document.file, folder: "/", reading: reading)
    var filter: Filter?
    if let root = document.root {
      filter = FieldReader(node: root, path: .root, file: file).filter()
    } else if document.problems.isEmpty {
      reading.problems = [
        ManifestProblem(file: document.file, found: "it is empty", allowed: "a map of conditions")
      ]
    }
    guard let filter, reading.problems.isEmpty else {
      throw ManifestRefusal(problems: reading.problems.sorted(), files: [], folders: [])
    }
    self = filter
  }
}
