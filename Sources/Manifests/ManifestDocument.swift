/// One file of a manifest, read into a tree but not yet understood.
package struct ManifestDocument: Sendable, Hashable {
  /// The file as problems name it.
  package var file: String
  /// Nil where the file is empty, or where it could not be read to its end.
  package var root: ManifestNode?
  /// What is wrong with the file's syntax, in the order of the file.
  package var problems: [ManifestProblem]

  package init(file: String, root: ManifestNode?, problems: [ManifestProblem] = []) {
    self.file = file
    self.root = root
    self.problems = problems
  }
}
