/// Where something stands in a manifest's file.
package struct ManifestPosition: Sendable, Hashable, Comparable {
  // There is one for every value of a large file, so that the numbers are stored small.
  private var storedLine: UInt32
  private var storedColumn: UInt32

  package init(line: Int, column: Int) {
    storedLine = UInt32(clamping: line)
    storedColumn = UInt32(clamping: column)
  }

  /// Counts from 1.
  package var line: Int { Int(storedLine) }
  /// Counts characters (Unicode scalars) from 1.
  package var column: Int { Int(storedColumn) }

  package static let start = ManifestPosition(line: 1, column: 1)

  package static func < (left: ManifestPosition, right: ManifestPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
