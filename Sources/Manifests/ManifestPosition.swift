/// Where something stands in a manifest's file.
package struct ManifestPosition: Sendable, Hashable, Comparable {
  /// Counts from 1.
  package var line: Int
  /// Counts characters (Unicode scalars) from 1.
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static let start = ManifestPosition(line: 1, column: 1)

  package static func < (left: ManifestPosition, right: ManifestPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
